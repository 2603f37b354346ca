"""The desk of cases in the admin."""
