"""The tone check: whether what customers read is short, plain and kind (K1, B6)."""
