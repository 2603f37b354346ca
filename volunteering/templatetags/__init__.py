"""Template filters of volunteering."""
