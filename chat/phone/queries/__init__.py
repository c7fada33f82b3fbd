"""Guarded reads of calls, and of whoever calls."""
