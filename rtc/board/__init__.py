"""The drawing of a consultation: one shared sheet of an appointment, on which practitioner and patient both draw (F169, F170)."""
