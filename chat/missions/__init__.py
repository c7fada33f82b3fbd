"""Missions: what a practice has to do, on a board of four columns (F109, F110)."""
