"""The seeds folder, its manifest, its state and its archive: all that touches the disk."""
