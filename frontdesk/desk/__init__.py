"""The handoff and what follows: queue, card, promises, the work of agents."""
