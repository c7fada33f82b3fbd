"""What is urgent: a message or a mission that somebody must take in hand, and that climbs until somebody does (Part C 10)."""
