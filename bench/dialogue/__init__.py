"""Is the right next step predicted in stories that were not learned from? `python -m bench.dialogue`, from the root."""
