"""What a form can start: each file is one step, and the folder is the registry."""
