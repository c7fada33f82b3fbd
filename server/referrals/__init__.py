"""Referrals: a patient sent to a colleague, of the practice or not, what he asks, and what the colleague answers (F111–F114)."""
