"""Teleconsultation: rooms and who is let in, signalling, and the media that is forwarded."""
