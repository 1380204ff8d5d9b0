"""`python -m scoda_crawler <command>`: as `scoda <command>`, by an interpreter that is named."""

from scoda_crawler.commands.main import main

main()
