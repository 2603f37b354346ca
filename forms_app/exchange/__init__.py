"""Forms that come in from elsewhere and go out again; no Django here."""
