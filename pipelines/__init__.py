"""The stages that an item passes, one a file."""
