"""Reads of the agenda: guarded, scoped, through the lens of whoever asks."""
