"""The people at the desk: accounts, teams, hours, who is there, what they can carry."""
