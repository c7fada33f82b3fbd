"""The shared drawing: from one person's pen to the other one's screen, and how fast a full page is painted."""
