"""The consultation: its door, its waiting room, who is let in, and its journal."""
