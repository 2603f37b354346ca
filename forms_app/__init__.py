"""Low-code forms."""
