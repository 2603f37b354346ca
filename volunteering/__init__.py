"""Members, needs, shifts, participation and service records."""
