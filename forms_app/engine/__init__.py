"""Forms without Django: what a form asks, whether answers hold, and what they can start."""
