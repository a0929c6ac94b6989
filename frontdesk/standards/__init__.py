"""How well service was: standards, their clocks and the reports."""
