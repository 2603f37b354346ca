"""Pages, blocks, media, search and the read side of the API."""
