"""The worker's desk in the Wagtail admin: today, shifts, needs, hours."""
