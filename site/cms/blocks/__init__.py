"""The blocks of page bodies, one per file: the folder is the registry."""
