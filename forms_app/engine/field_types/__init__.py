"""The types of field: each file is one, and the folder is the registry."""
