"""What leaves the house: mail and webhooks, through one outbox."""
