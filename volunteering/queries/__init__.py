"""What can be read in volunteering."""
