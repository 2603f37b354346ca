"""The demo: a district of invented people with original texts, built anew from a seed."""
