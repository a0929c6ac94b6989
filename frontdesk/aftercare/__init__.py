"""What happens after a matter was settled: follow-ups, promises kept, ratings, referrals."""
