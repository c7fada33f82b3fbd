"""The plan behind the agenda: types, schedules, leave, blocks, extras, planning events and replacements (A7–A13)."""
