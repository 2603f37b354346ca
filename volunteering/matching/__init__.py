"""The matching engine: plain numpy and OR-Tools, nothing of Django."""
