"""Appointments from other programs' calendars (.ics): every event ends as appointments or as a refusal with its reason."""

from server.agenda.importing.occurrences import parse
from server.agenda.importing.outcome import Occurrence, Parsed, Refused, Window
from server.agenda.importing.people import Named, named
from server.agenda.importing.reading import NotACalendar

__all__ = ["Named", "NotACalendar", "Occurrence", "Parsed", "Refused", "Window", "named", "parse"]
