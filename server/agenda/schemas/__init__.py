"""The shapes of the agenda on the wire: requests, views, and what a day looks like."""
