"""What can be read of volunteering."""
