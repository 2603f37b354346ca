"""Users, units, posts, consent, sign-in, and the one place that says who may."""
