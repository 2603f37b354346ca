"""Cases: a matter on record until it is settled, with who answers for it and by when."""
