"""The workers' screens: writing forms, and the inbox of what was sent."""
