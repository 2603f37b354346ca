"""What the cms shows that is no page: robots.txt, and an editor's link for another front end."""
