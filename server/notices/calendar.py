"""What a message puts into the recipient's calendar (RFC 5545, RFC 5546). Pure."""

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

from server.core.outbox import CalendarEvent


def invitation(event: CalendarEvent, *, organizer: str, attendee: str, now: datetime) -> str:
    """The entry made, changed or taken away. Times are UTC: every calendar shows them in its own zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Ardoise//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if event.cancelled else "REQUEST")
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.summary)
    entry.add("location", event.place)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry["organizer"] = vCalAddress(f"mailto:{organizer}")
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("ACCEPTED")
    guest.params["RSVP"] = vText("FALSE")
    entry.add("attendee", guest, encode=False)
    calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written.decode()
