"""Guarded reads of conversations."""
