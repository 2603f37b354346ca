"""Wagtail's own form page, as its documentation has it, to hold ours against."""
