"""Guarded reads of what is urgent."""
