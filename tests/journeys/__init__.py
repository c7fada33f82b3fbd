"""Whole stories through the real application and real browsers, several at once."""
