"""What accounts say and hear: log-in, people and practices, access."""
