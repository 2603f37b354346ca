"""Benchmarks of the matching engine."""
