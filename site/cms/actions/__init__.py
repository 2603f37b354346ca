"""What can happen to the site's pages as a whole."""
