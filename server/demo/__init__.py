"""The demo practice: fictional people around today, and colleagues who act so that the agenda is live."""
