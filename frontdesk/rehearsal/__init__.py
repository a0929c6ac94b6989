"""Rehearsals: written conversations, played with the whole assistant and the demo shop, and reviewed (STD7)."""
