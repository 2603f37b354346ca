"""What can happen to cases: one use case per file, each a keyword-only function."""
