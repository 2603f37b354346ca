"""The page types, one per file: the folder is the registry."""
