"""Conversations between people of a practice: direct, groups, and those that stand by themselves (F101–F105)."""
