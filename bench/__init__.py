"""Benchmarks: what we claim, runnable."""
