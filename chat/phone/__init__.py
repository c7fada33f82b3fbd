"""Calls: who rings, whose number it is, who took it, and what came of it (Part C 5)."""
