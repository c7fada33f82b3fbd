"""Reads: guarded loaders, and the views of people and practices."""

from server.accounts.queries.guards import practice_for, practitioner_for

__all__ = ["practice_for", "practitioner_for"]
