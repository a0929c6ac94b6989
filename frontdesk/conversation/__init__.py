"""A conversation from its first word to its rating: turns, bursts, holds, feelings."""
