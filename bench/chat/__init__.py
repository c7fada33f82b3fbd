"""Conversations: from a message to the screens of those it is for, and what stays quick among a million of them."""
