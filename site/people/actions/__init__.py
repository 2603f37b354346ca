"""What can happen to people: one action per use case."""
