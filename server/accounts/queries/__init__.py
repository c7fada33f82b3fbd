"""Reads: guarded loaders, and the views of people and practices."""

from server.accounts.queries.guards import practice_for, practitioner_for
from server.accounts.queries.snapshots import me, person_snapshot, practice_snapshot

__all__ = ["me", "person_snapshot", "practice_for", "practice_snapshot", "practitioner_for"]
