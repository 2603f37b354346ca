"""What was sent, as tables for other programs: columns over all versions, inert cells, files."""
