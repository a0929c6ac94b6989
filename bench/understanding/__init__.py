"""How well and how fast messages are understood, beside what one would use instead; run as a module."""
