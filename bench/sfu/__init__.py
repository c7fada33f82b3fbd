"""Forwarding media, side by side with Debian's Janus and with the library's own relay."""
