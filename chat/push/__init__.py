"""Notices on people's own devices, by Web Push: that there is something, never what."""
