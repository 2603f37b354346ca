"""The pages of volunteering for visitors, members and the people they help."""
