"""What can happen to forms and submissions: one use case per file, each keyword-only."""
