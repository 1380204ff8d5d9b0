"""The spiders that a user runs: metinfo, forum and site."""
