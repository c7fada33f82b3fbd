"""Conversations, through the application."""
