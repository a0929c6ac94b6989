"""What the shop sells and grants: goods, causes, offers and what it knows."""
