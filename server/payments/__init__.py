"""Payments of teleconsultations: asked for by the practice, settled by hand or by card, seen live by both sides (F150, F181–F187)."""
