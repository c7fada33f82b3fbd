"""Guarded reads of referrals, and of whom patients are sent to."""
