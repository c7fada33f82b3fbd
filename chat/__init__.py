"""What a practice says to itself: conversations."""
