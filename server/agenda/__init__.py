"""Schedules, slots, appointments, claims: what the practice lives in all day."""
