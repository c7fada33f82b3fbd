"""Guarded reads of missions."""
