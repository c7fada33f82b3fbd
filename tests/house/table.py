"""Every route, every kind of topic and every event: who may, and how to try it. What is missing here fails the tests.

Texts that begin with `@` stand for identifiers: `@doctor`, `@patient`, … each names something of the practice in which
the route is tried (`tests/house/world.py`); `@time` is an hour nobody has taken. Parameters in a path are found by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.core.actors import ROLES, Role

Everybody = frozenset[Role]
ADMINISTRATOR: Everybody = frozenset({"administrator"})
EVERY_ROLE: Everybody = frozenset(ROLES)
STAFF: Everybody = EVERY_ROLE - {"outside_colleague"}
"""Everybody who works in, or for, the practice."""
OWNER: Everybody = frozenset({"administrator", "practitioner"})
"""The practitioner on his own agenda, and the administrator."""
DESK: Everybody = frozenset({"administrator", "practitioner", "secretary"})
FRONT: Everybody = DESK | {"tele_secretary"}
REMARKS: Everybody = DESK | {"replacement"}
"""Those who see remarks; the administrator of a practice merges files whoever sees their remarks."""
CONDUCTING: Everybody = frozenset({"practitioner", "replacement"})
"""Who may let a patient in: the practitioner himself, and whoever replaces him today."""
NOBODY_AT_ALL: Everybody = frozenset()


@dataclass(frozen=True)
class Try:
    """How to try a route. `who`: the roles that get through, in a practice where every right is as its role has it.

    `path`: what its parameters name here, when not what `PATH` says. `answers`: what those who get through are told; the
    others get 404. `blind`: names whose identifiers only narrow a search, or name what may
    be gone already, so that one from elsewhere is as good as none. `public`: nobody needs to be signed in. `is_form`: the body
    is sent as a form, with a small picture for its file.
    """

    who: Everybody
    body: Any = None
    params: Mapping[str, str] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)
    answers: frozenset[int] = frozenset({200, 201, 202, 204})
    blind: frozenset[str] = frozenset()
    public: bool = False
    is_form: bool = False


def _public(*answers: int, body: Any = None, is_form: bool = False) -> Try:
    return Try(EVERY_ROLE, body, answers=frozenset(answers), public=True, is_form=is_form)


PATH: dict[str, str] = {
    "practice_id": "@practice",
    "location_id": "@location",
    "practitioner_id": "@doctor",
    "invitation_id": "@invitation",
    "member_id": "@member",
    "seat_id": "@companion",
    "grant_id": "@grant",
    "patient_id": "@patient",
    "relative_id": "@relative",
    "merge_id": "@merge",
    "document_id": "@document",
    "appointment_id": "@appointment",
    "claim_id": "@claim",
    "change_id": "@change",
    "entry_id": "@waiting",
    "type_id": "@type",
    "schedule_id": "@schedule",
    "visibility_id": "@visibility",
    "event_id": "@planning_event",
    "replacement_id": "@replacement",
    "message_id": "@message",
    "payment_id": "@payment",
    "file_message_id": "@file_message",
    "conversation_id": "@talking",
    "said_id": "@own_saying",
    "person_id": "@talker",
    "device_id": "@device",
    "mission_id": "@mission",
    "template_id": "@mission_template",
    "enclosure_id": "@enclosure",
    "instruction_id": "@instruction",
    "call_id": "@phone_call",
    "urgent_id": "@urgent",
    "span_id": "@duty_span",
    "colleague_id": "@outsider",
    "referral_id": "@referral",
    "received_id": "@from_elsewhere",
    "secret": "@secret",
    "said": "@said",
}
"""What a parameter of a path names."""

_DAYS = {"from_day": "2026-09-01", "to_day": "2026-09-02"}
_HOURS = {"practitioner_id": "@doctor", "days": ["2026-09-03"], "start": 600, "end": 660}
_TYPE = {"name": "Bilan", "duration": 30, "hue": 150}
_SCHEDULE = {"name": "Semaine", "location_id": "@home", "kind": "free", "cells": []}
_EVENT = {"day": "2026-09-04", "start": 600, "end": 660, "title": "Livraison"}
_REPLACEMENT = {"name": "Été", "substitute_name": "Dr Girard", "days": ["2026-09-05"]}
_WAITING = {"patient_id": "@patient", "practitioner_id": "@doctor"}
_WRITING = {"practitioner_id": "@doctor", "kind": "report", "text": "Examen normal."}
_ANY = ["off_schedule", "conditions"]
_OFFER = {"connection": "none-1234", "sdp": "v=0"}
_ONLINE = {"appointment_id": "@online"}
_TALK = {"appointment_id": "@talk"}
_WELCOME = {"appointment_id": "@welcome"}
_SAYING = {"id": "5" * 32, "text": "Bonjour"}
_CHATTING = {"id": "8" * 32, "text": "Le labo rappelle", "mentions": ["@talker"]}
_DEVICE = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/one",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "label": "Chrome",
}
_GROUP = {"conversation_id": "@group"}
_MISSION = {
    "title": "Rappeler le laboratoire",
    "assignees": ["@me"],
    "practitioner_id": "@doctor",
    "patient_id": "@patient",
    "appointment_id": "@appointment",
    "conversation_id": "@talking",
    "said_id": "@boss_saying",
}
_FILED = {"mission_id": "@filed_mission"}
_ITEM = "4" * 32
"""The line of the checklist of every mission that the world makes."""
_SERIES = {"title": "Relance résultats", "practitioner_id": "@doctor", "assignees": ["@talker"]}
_ASKED = {"text": "Rappeler la carte Vitale", "scope": {"type_ids": ["@type"], "patients": "new"}}
_DOING = {"practitioner_id": "@doctor", "type_id": "@type", "starts_at": "@time", "location_id": "@home"}
_URGENCY = {"practitioner_id": "@doctor", "minutes": 15}
_DUTY = {"practitioner_id": "@doctor", "start": 480, "end": 720}
_RINGING = {"practice_id": "@practice", "call": "1700000000.1", "event": "ringing"}
_REFERRING = {"practitioner_id": "@doctor", "patient_id": "@patient", "reason": "Avis", "document_ids": ["@document"]}
_NEW_PASSWORD = "un mot de passe assez long"
_STROKE = "AQEHACgBBW1hcmtzAWEBdgECYXR8P4AAAAA="
"""A change of a drawing: a mark that says nothing."""

ROUTES: dict[str, Try] = {
    # Signing in: open to whoever comes, and then checked by what is given.
    "GET /api/welcome": _public(200),
    "POST /api/setup": _public(
        409,
        410,
        422,
        404,
        body={
            "token": "no-such-token",
            "practice": {"name": "Intrus"},
            "location": {"name": "Ici", "zone": "Europe/Paris"},
            "administrator": {"name": "Intrus", "email": "intrus@example.org", "password": _NEW_PASSWORD},
        },
    ),
    "POST /api/login": _public(401, 403, 422, 429, body={"email": "nobody@example.org", "password": "wrong password"}),
    "POST /api/login/second": _public(401, 403, 422, 429, body={"code": "000000"}),
    "POST /api/logout": _public(200, 204, body={}),
    "POST /api/second-factor/start": _public(200, 401, 403, 409, 422, body={}),
    "POST /api/second-factor/confirm": _public(200, 401, 403, 409, 422, body={"code": "000000"}),
    "POST /api/password/forgot": _public(200, 202, 204, body={"email": "nobody@example.org"}),
    "POST /api/password/reset": _public(404, 409, 410, 422, body={"token": "no-such-token", "password": _NEW_PASSWORD}),
    "POST /api/invitations/open": _public(404, 409, 410, 422, body={"token": "no-such-token"}),
    "POST /api/invitations/accept": _public(404, 409, 410, 422, body={"token": "no-such-token", "name": "X", "password": _NEW_PASSWORD}),
    "GET /api/reports/{message_id}/{secret}/{said}": _public(404),
    "GET /dev/mailbox": _public(200, 404),
    "GET /dev/mailbox.css": _public(200, 404),
    # Oneself.
    "GET /api/me": Try(EVERY_ROLE),
    "PATCH /api/me": Try(EVERY_ROLE, {"locale": "en"}),
    "PATCH /api/me/quiet": Try(EVERY_ROLE, {"urgent": True, "hours": [{"days": [0], "start": 1200, "end": 480}]}),
    "GET /api/me/devices": Try(EVERY_ROLE),
    "POST /api/me/devices": Try(EVERY_ROLE, _DEVICE, answers=frozenset({201})),
    "DELETE /api/me/devices/{device_id}": Try(EVERY_ROLE),
    "POST /api/password/change": Try(
        EVERY_ROLE, {"current": "wrong password", "password": _NEW_PASSWORD}, answers=frozenset({401, 403, 422})
    ),
    # People and places.
    "POST /api/practices/{practice_id}": Try(ADMINISTRATOR, {"version": 1, "phone": "04 99 00 00 00"}),
    "POST /api/locations": Try(ADMINISTRATOR, {"practice_id": "@practice", "name": "Annexe"}),
    "PATCH /api/locations/{location_id}": Try(ADMINISTRATOR, {"version": 1, "name": "Annexe"}),
    "POST /api/practitioners": Try(ADMINISTRATOR, {"practice_id": "@practice", "name": "Luc Petit", "profession": "Kiné"}),
    "PATCH /api/practitioners/{practitioner_id}": Try(ADMINISTRATOR, {"version": 1, "specialty": "Sport", "location_id": "@home"}),
    "POST /api/invitations": Try(ADMINISTRATOR, {"practice_id": "@practice", "email": "@email", "role": "secretary"}),
    "DELETE /api/invitations/{invitation_id}": Try(ADMINISTRATOR),
    "PATCH /api/members/{member_id}": Try(ADMINISTRATOR, {"disabled": True}),
    "PUT /api/members/{member_id}/rights": Try(OWNER, {"practitioner_id": "@doctor", "rights": ["view"]}),
    "DELETE /api/members/{member_id}": Try(ADMINISTRATOR),
    "POST /api/members/{member_id}/second-factor/reset": Try(ADMINISTRATOR),
    "POST /api/grants": Try(OWNER, {"practitioner_id": "@doctor", "email": "@email", "function": "busy"}),
    "DELETE /api/grants/{grant_id}": Try(OWNER),
    # Patients.
    "POST /api/patients/search": Try(STAFF, {"practice_id": "@practice", "text": "canari"}),
    "POST /api/patients": Try(
        STAFF,
        {
            "practice_id": "@practice",
            "fields": {"last_name": "Nouveau", "first_name": "Patient"},
            "relative": {"relative_id": "@relative", "tie": "parent"},
            "accept_duplicates": True,
        },
    ),
    "GET /api/patients/{patient_id}": Try(STAFF),
    "PATCH /api/patients/{patient_id}": Try(STAFF, {"version": 1, "first_name": "Changé"}),
    "POST /api/patients/{patient_id}/merge": Try(REMARKS, {"other_id": "@other_patient"}),
    "POST /api/merges/{merge_id}/undo": Try(REMARKS),
    "POST /api/patients/{patient_id}/relatives": Try(STAFF, {"relative_id": "@other_patient", "tie": "child"}),
    "DELETE /api/patients/{patient_id}/relatives/{relative_id}": Try(STAFF, blind=frozenset({"relative_id"})),
    # Documents.
    "POST /api/patients/{patient_id}/documents": Try(
        DESK - {"administrator"}, {"category": "result", "appointment_id": "@appointment"}, is_form=True
    ),
    "POST /api/patients/{patient_id}/documents/preview": Try(frozenset({"practitioner"}), _WRITING),
    "POST /api/patients/{patient_id}/documents/write": Try(frozenset({"practitioner"}), _WRITING),
    "GET /api/patients/{patient_id}/documents/history": Try(DESK - {"administrator"}),
    "GET /api/documents/{document_id}/content": Try(DESK - {"administrator"}),
    "PATCH /api/documents/{document_id}": Try(DESK - {"administrator"}, {"version": 1, "title": "Autre"}),
    "DELETE /api/documents/{document_id}": Try(DESK - {"administrator"}),
    "POST /api/documents/{document_id}/share": Try(DESK - {"administrator"}, {"tell": True}),
    "POST /api/documents/{document_id}/unshare": Try(DESK - {"administrator"}),
    "GET /api/practices/{practice_id}/files": Try(ADMINISTRATOR),
    # What a patient's link opens.
    "POST /api/shared/open": _public(410, 422, body={"token": "no-such-token"}),
    "GET /api/shared": _public(401),
    "GET /api/shared/{document_id}/content": _public(401),
    "POST /api/shared": _public(401, 422, body={}, is_form=True),
    "POST /api/shared/leave": _public(204, body={}),
    # Appointments.
    "POST /api/appointments": Try(
        STAFF,
        {
            "practitioner_id": "@doctor",
            "type_id": "@type",
            "starts_at": "@time",
            "patient_id": "@patient",
            "booker_id": "@other_patient",
            "location_id": "@home",
            "accept": _ANY,
        },
    ),
    "GET /api/appointments/{appointment_id}": Try(EVERY_ROLE),
    "PATCH /api/appointments/{appointment_id}": Try(
        STAFF,
        {
            "version": 1,
            "practitioner_id": "@doctor",
            "type_id": "@type",
            "starts_at": "@time",
            "patient_id": "@patient",
            "accept": _ANY,
        },
    ),
    "POST /api/appointments/{appointment_id}/status": Try(STAFF, {"version": 1, "status": "arrived"}),
    "POST /api/appointments/{appointment_id}/cancel": Try(STAFF, {"version": 1}),
    "POST /api/appointments/{appointment_id}/delete": Try(OWNER, {"version": 1, "confirmed": True}),
    "POST /api/appointments/{appointment_id}/duplicate": Try(
        STAFF, {"starts_at": "@time", "practitioner_id": "@doctor", "type_id": "@type", "accept": _ANY}
    ),
    "GET /api/appointments/{appointment_id}/history": Try(STAFF),
    "POST /api/slots/search": Try(
        EVERY_ROLE,
        {"practitioner_ids": ["@doctor"], "type_ids": ["@type"], "location_id": "@home", "from_day": "2026-03-03", "days": 7},
        blind=frozenset({"type_ids", "location_id", "practitioner_ids"}),
    ),
    "POST /api/claims": Try(STAFF, {"practitioner_id": "@doctor", "starts_at": "@time", "duration": 15}),
    "POST /api/claims/{claim_id}/renew": Try(STAFF),
    "DELETE /api/claims/{claim_id}": Try(EVERY_ROLE, blind=frozenset({"claim_id"})),
    "POST /api/claims/{claim_id}/ask": Try(STAFF, path={"claim_id": "@their_claim"}),
    "GET /api/changes": Try(EVERY_ROLE, params={"practitioner_ids": "@doctor"}),
    "POST /api/changes/{change_id}/undo": Try(STAFF),
    "POST /api/waiting-list": Try(FRONT, {**_WAITING, "type_id": "@type", "appointment_id": "@appointment"}),
    "PATCH /api/waiting-list/{entry_id}": Try(FRONT, {"version": 1, "fields": _WAITING}),
    "DELETE /api/waiting-list/{entry_id}": Try(FRONT),
    # The drawing of a consultation.
    "POST /api/appointments/{appointment_id}/sheet": Try(CONDUCTING, {"update": _STROKE}),
    "POST /api/appointments/{appointment_id}/sheet/file": Try(
        frozenset({"practitioner"}), {"locale": "en"}, answers=frozenset({409})
    ),  # nothing is drawn on it
    "GET /api/appointments/{appointment_id}/sheet.pdf": Try(CONDUCTING, params={"locale": "en"}),
    # Messages.
    "GET /api/appointments/{appointment_id}/messages": Try(STAFF),
    "POST /api/messages/list": Try(STAFF, {"practitioner_ids": ["@doctor"]}),
    "POST /api/messages/reach": Try(STAFF, {"practitioner_id": "@doctor", "patient_id": "@patient", "booker_id": "@other_patient"}),
    "POST /api/messages/{message_id}/send": Try(DESK),
    "POST /api/messages/{message_id}/hold": Try(DESK),
    "GET /api/practices/{practice_id}/messages": Try(STAFF),
    "PUT /api/practices/{practice_id}/messages": Try(ADMINISTRATOR, {"version": 0, "choices": {}}, answers=frozenset({200, 409})),
    "GET /api/practices/{practice_id}/templates": Try(ADMINISTRATOR),
    "PUT /api/practices/{practice_id}/templates": Try(
        ADMINISTRATOR, {"template": "reminder", "channel": "sms", "locale": "fr", "text": "RDV $day"}
    ),
    "POST /api/practices/{practice_id}/templates/preview": Try(
        ADMINISTRATOR, {"template": "reminder", "channel": "sms", "locale": "fr", "appointment_id": "@appointment"}
    ),
    "POST /api/link/open": _public(404, 429, body={"token": "no-such-token"}),
    "POST /api/link/slots": _public(404, 429, body={"token": "no-such-token", "from_day": "2026-03-03"}),
    "POST /api/link/move": _public(404, 429, body={"token": "no-such-token", "version": 1, "starts_at": "2026-03-03T09:00:00Z"}),
    "POST /api/link/cancel": _public(404, 429, body={"token": "no-such-token", "version": 1}),
    # The plan.
    "GET /api/practitioners/{practitioner_id}/plan": Try(STAFF),
    "GET /api/practitioners/{practitioner_id}/appointments": Try(EVERY_ROLE, params=_DAYS),
    "GET /api/practitioners/{practitioner_id}/schedules": Try(STAFF),
    "GET /api/practitioners/{practitioner_id}/holidays": Try(EVERY_ROLE, params={"year": "2026"}),
    "POST /api/types": Try(OWNER, {"practitioner_id": "@doctor", "fields": {**_TYPE, "name": "@name"}}),
    "POST /api/types/order": Try(OWNER, {"practitioner_id": "@doctor", "type_ids": ["@type"]}, answers=frozenset({200, 409})),
    "PATCH /api/types/{type_id}": Try(OWNER, {"version": 1, "fields": {**_TYPE, "name": "@name", "followed_by": "@other_type"}}),
    "POST /api/types/{type_id}/archive": Try(OWNER, {"version": 1}),
    "POST /api/schedules": Try(OWNER, {"practitioner_id": "@doctor", "fields": _SCHEDULE}),
    "POST /api/schedules/preview": Try(STAFF, {"type_id": "@type", "start": 540, "end": 720}),
    "POST /api/schedules/{schedule_id}/copy": Try(OWNER, {"practitioner_id": "@doctor", "name": "Copie"}),
    "PATCH /api/schedules/{schedule_id}": Try(OWNER, {"version": 1, "fields": _SCHEDULE}),
    "DELETE /api/schedules/{schedule_id}": Try(OWNER),
    "POST /api/schedules/{schedule_id}/visibilities": Try(OWNER, {"from_day": "2027-01-01", "to_day": "2027-01-31"}),
    "PATCH /api/visibilities/{visibility_id}": Try(OWNER, {"from_day": "2027-02-01", "to_day": "2027-02-28"}),
    "DELETE /api/visibilities/{visibility_id}": Try(OWNER),
    "POST /api/leaves": Try(DESK, {"practitioner_id": "@doctor", **_DAYS}),
    "POST /api/leaves/end": Try(DESK, {"practitioner_id": "@doctor", **_DAYS}),
    "POST /api/blocks": Try(DESK, {**_HOURS, "type_ids": ["@type"]}),
    "POST /api/blocks/unblock": Try(DESK, {**_HOURS, "type_ids": ["@type"]}),
    "POST /api/extras": Try(DESK, {**_HOURS, "location_id": "@home", "type_ids": ["@type"]}),
    "POST /api/extras/remove": Try(DESK, {"practitioner_id": "@doctor", "ids": ["@extra"]}),
    "POST /api/planning-events": Try(DESK, {"practitioner_id": "@doctor", "fields": _EVENT}),
    "PATCH /api/planning-events/{event_id}": Try(DESK, {"version": 1, "fields": _EVENT}),
    "DELETE /api/planning-events/{event_id}": Try(DESK),
    "POST /api/replacements": Try(OWNER, {"practitioner_id": "@doctor", "fields": {**_REPLACEMENT, "substitute_id": "@colleague"}}),
    "PATCH /api/replacements/{replacement_id}": Try(OWNER, {"version": 1, "fields": _REPLACEMENT}),
    "DELETE /api/replacements/{replacement_id}": Try(OWNER),
    # Consultations: the guest's door is open to whoever comes, and then checked by his link; the rest is the practitioner's.
    "POST /api/room/enter": _public(404, 429, body={"appointment_id": "0" * 32, "secret": "no-such-secret"}),
    "POST /api/room/code": _public(404, 429, body={"code": "0000 0000"}),
    "POST /api/room/here": _public(401, body={"socket": "none"}),
    "POST /api/room/check": _public(401, body={"camera": "good", "microphone": "good", "network": "good"}),
    "POST /api/room/leave": _public(401, body={}),
    "POST /api/room/offer": _public(401, body=_OFFER),
    "POST /api/room/sheet": _public(401, body={"update": _STROKE}),
    "POST /api/room/recording": _public(401, body={"agreed": True, "kind": "sound"}),
    "POST /api/room/pay": _public(401, body={}),
    "GET /api/rooms/{appointment_id}/link": Try(STAFF, path=_ONLINE),
    "GET /api/rooms/{appointment_id}/journal": Try(STAFF, path=_ONLINE),
    "GET /api/rooms/{appointment_id}/journal.csv": Try(STAFF, path=_ONLINE),
    "POST /api/rooms/{appointment_id}/here": Try(CONDUCTING, {"socket": "none"}, path=_ONLINE),
    "POST /api/rooms/{appointment_id}/admit": Try(CONDUCTING, path={"appointment_id": "@waiting_room"}, answers=frozenset({200, 409})),
    "POST /api/rooms/{appointment_id}/rule": Try(
        CONDUCTING, {"heard": False, "seen": True}, path={"appointment_id": "@waiting_room"}, answers=frozenset({204})
    ),
    "POST /api/rooms/{appointment_id}/desk": Try(STAFF, {"socket": "none"}, path=_ONLINE, answers=frozenset({409})),
    "POST /api/rooms/{appointment_id}/desk/tick": Try(STAFF, {"item": "identity", "done": True}, path=_ONLINE, answers=frozenset({409})),
    "POST /api/rooms/{appointment_id}/desk/leave": Try(STAFF, {"then": "stay"}, path=_ONLINE, answers=frozenset({409})),
    "POST /api/rooms/{appointment_id}/desk/offer": Try(STAFF, _OFFER, path=_ONLINE, answers=frozenset({409})),
    "POST /api/rooms/{appointment_id}/take": Try(CONDUCTING, {"practitioner_id": "@doctor"}, path=_ONLINE, answers=frozenset({409})),
    "POST /api/rooms/{appointment_id}/recording": Try(CONDUCTING, {"wanted": "none"}, path=_ONLINE),
    "POST /api/rooms/{appointment_id}/photo": Try(CONDUCTING, {}, path=_ONLINE, answers=frozenset({409}), is_form=True),
    "POST /api/rooms/{appointment_id}/end": Try(CONDUCTING, path=_ONLINE),
    "POST /api/rooms/{appointment_id}/offer": Try(CONDUCTING, _OFFER, path=_ONLINE, answers=frozenset({422, 429})),
    "GET /api/rooms/{appointment_id}/people": Try(STAFF, path=_WELCOME),
    "POST /api/rooms/{appointment_id}/people": Try(STAFF, {"name": "Samira Benali", "role": "interpreter"}, path=_ONLINE),
    "DELETE /api/rooms/{appointment_id}/people/{seat_id}": Try(STAFF, path=_WELCOME),
    "POST /api/rooms/{appointment_id}/people/{seat_id}/admit": Try(CONDUCTING, path=_WELCOME),
    "POST /api/rooms/{appointment_id}/people/{seat_id}/rule": Try(CONDUCTING, {"heard": True}, path=_WELCOME),
    # Payments; what the provider says is believed by its signature alone.
    "PUT /api/appointments/{appointment_id}/payment": Try(STAFF, {"amount": 2500, "label": "Suivi"}, path=_ONLINE),
    "POST /api/payments/{payment_id}/settle": Try(STAFF, {"version": 1, "state": "paid"}),
    "POST /api/payments/{payment_id}/remind": Try(STAFF),
    "POST /api/payments/list": Try(STAFF, {"practitioner_ids": ["@doctor"], **_DAYS}),
    "POST /api/stripe/events": _public(404, body={}),
    # What is written and sent in a consultation.
    "POST /api/rooms/{appointment_id}/messages": Try(STAFF, _SAYING, path={"appointment_id": "@open_room"}),
    "POST /api/rooms/{appointment_id}/messages/read": Try(STAFF, {"upto": 1}, path=_TALK),
    "POST /api/rooms/{appointment_id}/files": Try(
        DESK - {"administrator"} | {"replacement"}, {"id": "6" * 32}, path={"appointment_id": "@open_room"}, is_form=True
    ),
    "POST /api/rooms/{appointment_id}/documents": Try(
        DESK - {"administrator"}, {"id": "7" * 32, "document_id": "@talk_document"}, path=_TALK
    ),
    "GET /api/rooms/{appointment_id}/files/{file_message_id}": Try(DESK - {"administrator"} | {"replacement"}, path=_TALK),
    "POST /api/room/messages": _public(401, body=_SAYING),
    "POST /api/room/messages/read": _public(401, body={"upto": 1}),
    "POST /api/room/files": _public(401, body={"id": "6" * 32}, is_form=True),
    "GET /api/room/files/{file_message_id}": _public(401),
    # Conversations: the team's, which is everybody's who works there and talks; a group of everybody.
    "POST /api/conversations": Try(FRONT, {"practice_id": "@practice", "people": ["@talker"], "name": "Accueil"}, answers=frozenset({201})),
    "POST /api/conversations/about": Try(FRONT, {"patient_id": "@patient"}, answers=frozenset({201})),
    "POST /api/conversations/search": Try(FRONT, {"text": "Bonjour", "conversation_id": "@talking"}),
    "POST /api/conversations/latest": Try(EVERY_ROLE, {"conversations": ["@talking"]}, blind=frozenset({"conversations"})),
    "PATCH /api/conversations/{conversation_id}": Try(FRONT, {"version": 1, "name": "Accueil"}, path=_GROUP),
    "GET /api/conversations/{conversation_id}/people": Try(FRONT),
    "POST /api/conversations/{conversation_id}/people": Try(FRONT, {"people": ["@talker"]}, path=_GROUP),
    "DELETE /api/conversations/{conversation_id}/people/{person_id}": Try(FRONT, path=_GROUP, blind=frozenset({"person_id"})),
    "GET /api/conversations/{conversation_id}/messages": Try(FRONT, params={"before": "9"}),
    "POST /api/conversations/{conversation_id}/messages": Try(
        frozenset({"secretary", "tele_secretary"}),
        {**_CHATTING, "speaking_as": "@doctor", "cards": [{"kind": "patient", "id": "@patient"}]},
        blind=frozenset({"mentions"}),
    ),
    "PATCH /api/conversations/{conversation_id}/messages/{said_id}": Try(
        FRONT, {"version": 1, "text": "Ordinaire", "mentions": ["@talker"]}, blind=frozenset({"mentions"})
    ),
    "DELETE /api/conversations/{conversation_id}/messages/{said_id}": Try(FRONT),
    "GET /api/conversations/{conversation_id}/messages/{said_id}/edits": Try(FRONT),
    "POST /api/conversations/{conversation_id}/cards": Try(
        FRONT, {"cards": [{"kind": "patient", "id": "@patient"}]}, blind=frozenset({"cards"})
    ),
    "POST /api/conversations/{conversation_id}/messages/{said_id}/reactions": Try(FRONT, {"emoji": "👍"}),
    "PUT /api/conversations/{conversation_id}/messages/{said_id}/reminder": Try(FRONT, {"at": "@time"}),
    "DELETE /api/conversations/{conversation_id}/messages/{said_id}/reminder": Try(FRONT, blind=frozenset({"said_id"})),
    "POST /api/conversations/{conversation_id}/files": Try(FRONT, {"id": "4" * 32}, is_form=True),
    "GET /api/conversations/{conversation_id}/messages/{said_id}/file": Try(FRONT, path={"said_id": "@file_saying"}),
    "GET /api/conversations/{conversation_id}/about": Try(FRONT, path={"conversation_id": "@about_patient"}),
    "GET /api/conversations/{conversation_id}/export": Try(FRONT),
    "POST /api/conversations/{conversation_id}/marks": Try(FRONT, {"read": 1}),
    # Missions: the board of everybody who works there and does missions.
    "POST /api/missions": Try(FRONT, {"practice_id": "@practice", "fields": _MISSION}, answers=frozenset({201})),
    "PATCH /api/missions/{mission_id}": Try(
        FRONT,
        {
            "version": 1,
            "title": "Ordinaire",
            "assignees": ["@talker"],
            "practitioner_id": "@doctor",
            "patient_id": "@patient",
            "appointment_id": "@appointment",
        },
    ),
    "DELETE /api/missions/{mission_id}": Try(ADMINISTRATOR),
    "POST /api/missions/{mission_id}/move": Try(FRONT, {"status": "doing", "after": "@other_mission"}, blind=frozenset({"after"})),
    "POST /api/missions/{mission_id}/tick": Try(FRONT, {"item_id": _ITEM, "done": True}),
    "POST /api/missions/{mission_id}/comments": Try(FRONT, {"text": "C’est fait"}, answers=frozenset({201})),
    "POST /api/missions/{mission_id}/files": Try(FRONT, {"id": "4" * 32}, is_form=True),
    "GET /api/missions/{mission_id}/files/{enclosure_id}": Try(FRONT, path=_FILED),
    "DELETE /api/missions/{mission_id}/files/{enclosure_id}": Try(ADMINISTRATOR, path=_FILED),
    "GET /api/missions/{mission_id}/story": Try(FRONT),
    "GET /api/practices/{practice_id}/missions/archived": Try(FRONT, params={"before": "2030-01-01T00:00:00Z"}),
    "POST /api/mission-templates": Try(FRONT, {"practice_id": "@practice", "fields": _SERIES}, answers=frozenset({201})),
    "PATCH /api/mission-templates/{template_id}": Try(FRONT, {"version": 1, "fields": _SERIES}),
    "DELETE /api/mission-templates/{template_id}": Try(FRONT),
    # What a practitioner asks of whoever answers for him.
    "POST /api/instructions": Try(OWNER, {"practitioner_id": "@doctor", "fields": _ASKED}, answers=frozenset({201})),
    "POST /api/instructions/applying": Try(
        STAFF,
        {**_DOING, "patient_id": "@patient", "besides": "@appointment"},
        blind=frozenset({"type_id", "location_id", "besides"}),
    ),
    "PATCH /api/instructions/{instruction_id}": Try(OWNER, {"version": 1, "fields": _ASKED}),
    "DELETE /api/instructions/{instruction_id}": Try(OWNER),
    "POST /api/instructions/{instruction_id}/read": Try(STAFF, {"version": 1}),
    # Calls; what a telephone system says is believed by its signature alone.
    "POST /api/calls": _public(400, body=_RINGING),
    "POST /api/phone/card": Try(STAFF, {"practice_id": "@practice", "number": "06 39 98 12 34"}),
    "POST /api/phone/log": Try(STAFF, {"practice_id": "@practice"}),
    "POST /api/phone/calls": Try(STAFF, {"id": "a" * 32, "practice_id": "@practice", "patient_id": "@patient"}, answers=frozenset({201})),
    "POST /api/phone/calls/{call_id}/take": Try(STAFF, answers=frozenset({200, 409})),
    "PATCH /api/phone/calls/{call_id}": Try(STAFF, {"version": 1, "patient_id": "@patient", "outcome": "informed"}),
    "PUT /api/phone/extension": Try(STAFF, {"practice_id": "@practice", "extension": "201"}),
    "GET /api/practices/{practice_id}/phone": Try(STAFF),
    "GET /api/practices/{practice_id}/phone/system": Try(ADMINISTRATOR),
    "PUT /api/practices/{practice_id}/phone/system": Try(ADMINISTRATOR, {"connected": True}),
    # What is urgent, and who is on duty. It reaches the doctor first, or the replacement where the doctor raised it himself.
    "POST /api/conversations/{conversation_id}/urgent": Try(
        FRONT, {"say": {**_CHATTING, "id": "c" * 32}, "urgency": _URGENCY}, blind=frozenset({"mentions"}), answers=frozenset({201})
    ),
    "POST /api/conversations/{conversation_id}/urgent/files": Try(FRONT, {"id": "c" * 32, **_URGENCY}, is_form=True),
    "POST /api/urgent": Try(FRONT, {"urgency": _URGENCY, "mission_id": "@other_mission"}, answers=frozenset({201})),
    "POST /api/urgent/route": Try(FRONT, {"practitioner_id": "@doctor"}),
    "POST /api/urgent/about": Try(FRONT, {"conversation_id": "@talking"}),
    "GET /api/urgent/{urgent_id}": Try(frozenset({"administrator", "practitioner"})),
    "GET /api/urgent/{urgent_id}/file": Try(frozenset({"administrator", "practitioner"}), path={"urgent_id": "@urgent_file"}),
    "POST /api/urgent/{urgent_id}/take": Try(frozenset({"practitioner"})),
    "POST /api/urgent/{urgent_id}/withdraw": Try(ADMINISTRATOR),
    "POST /api/duty": Try(OWNER, {"practice_id": "@practice", "weekdays": [0, 1], **_DUTY}, answers=frozenset({201})),
    "PATCH /api/duty/{span_id}": Try(OWNER, {"version": 1, "weekday": 2, **_DUTY}),
    "DELETE /api/duty/{span_id}": Try(OWNER),
    # Referrals, and what a colleague's link opens.
    "POST /api/colleagues/search": Try(DESK - {"administrator"}, {"practice_id": "@practice"}),
    "POST /api/colleagues": Try(
        DESK - {"administrator"},
        {"practice_id": "@practice", "name": "Luc Petit", "email": "@email"},
        answers=frozenset({201}),
    ),
    "PATCH /api/colleagues/{colleague_id}": Try(DESK - {"administrator"}, {"version": 1, "specialty": "Cardiologie"}),
    "POST /api/colleagues/favourites": Try(
        DESK - {"administrator"}, {"practice_id": "@practice", "colleague_id": "@outsider", "favourite": True}
    ),
    "POST /api/referrals": Try(DESK - {"administrator"}, {**_REFERRING, "colleague_id": "@outsider"}, answers=frozenset({201})),
    "POST /api/referrals/list": Try(DESK - {"administrator"}, {"practice_id": "@practice"}),
    "GET /api/referrals/{referral_id}/code": Try(DESK - {"administrator"}),
    "POST /api/referrals/{referral_id}/see": Try(DESK - {"administrator"}, path={"referral_id": "@received"}),
    "POST /api/referrals/{referral_id}/answer": Try(
        DESK - {"administrator"}, {"version": 1, "status": "accepted"}, path={"referral_id": "@received"}
    ),
    "POST /api/referrals/{referral_id}/book": Try(
        DESK - {"administrator"}, {"appointment_id": "@midwifes_hour"}, path={"referral_id": "@to_midwife"}
    ),
    "POST /api/referrals/received/{received_id}/see": Try(DESK - {"administrator"}),
    "POST /api/referrals/received/{received_id}/answer": Try(DESK - {"administrator"}, {"version": 1, "status": "accepted"}),
    "GET /api/referrals/received/{received_id}/documents/{document_id}/content": Try(
        DESK - {"administrator"}, path={"document_id": "@sent_document"}
    ),
    "POST /api/referrals/{referral_id}/withdraw": Try(DESK - {"administrator"}),
    "POST /api/referrals/{referral_id}/again": Try(DESK - {"administrator"}),
    "POST /api/referral/open": _public(410, 429, body={"token": "no-such-token", "code": "0000 0000"}),
    "GET /api/referral": _public(401),
    "GET /api/referral/{document_id}/content": _public(401),
    "POST /api/referral/answer": _public(401, body={"status": "accepted"}),
    "POST /api/referral/leave": _public(204, body={}),
    # The demo's switch: whoever plays.
    "GET /api/demo/live": Try(EVERY_ROLE),
    "POST /api/demo/live": Try(EVERY_ROLE, {"running": False}),
}


BESIDE = frozenset(
    {
        "/healthz",
        "/readyz",
        "/metrics",
        "/ws",
        "/ws/room",
        "/room",
        "/consultation/{appointment_id}",
        "/rdv",
        "/api",
        "/assets",
        "/",
        "/{page:path}",
        "/sw.js",
        "/manifest.webmanifest",
    }
)
"""What answers without being a declared route: probes, the socket, the browser application's files and what is not there."""


@dataclass(frozen=True)
class Topic:
    """Who may subscribe to a kind of topic, with the lens of each role; `named` is what stands after the slash."""

    named: str
    lenses: Mapping[Role, str]
    params: Mapping[str, str] = field(default_factory=dict)


TOPICS: dict[str, Topic] = {
    "agenda": Topic(
        "@doctor",
        {
            "administrator": "agenda:cw",
            "practitioner": "agenda:crmw",
            "secretary": "agenda:crmw",
            "tele_secretary": "agenda:cw",
            "replacement": "agenda:crm",
            "outside_colleague": "busy",
        },
        {"from": "2026-06-01", "to": "2026-06-30"},
    ),
    "practice": Topic(
        "@practice",
        {
            "administrator": "manager",
            "practitioner": "practitioner",
            "secretary": "staff",
            "tele_secretary": "staff",
            "replacement": "staff",
        },
    ),
    "patient": Topic("@patient", {"practitioner": "documents", "secretary": "documents"}),
    "person": Topic("@me", dict.fromkeys(ROLES, "self")),
    "room": Topic("@online", dict.fromkeys(sorted(CONDUCTING), "host")),
    "calls": Topic("@doctor", dict.fromkeys(sorted(STAFF), "watch")),
    "exchange": Topic("@talk", {**dict.fromkeys(sorted(STAFF - CONDUCTING), "desk"), **dict.fromkeys(sorted(CONDUCTING), "host")}),
    "sheet": Topic("@sheet", {"practitioner": "drawing", "replacement": "drawing"}),
    "conversation": Topic("@talking", dict.fromkeys(sorted(FRONT), "talking")),
    "chats": Topic("@me", dict.fromkeys(sorted(FRONT), "own")),
    "missions": Topic("@practice", dict.fromkeys(sorted(FRONT), "all")),
    "todo": Topic("@me", dict.fromkeys(sorted(FRONT), "own")),
    "presence": Topic("@practice", {**dict.fromkeys(sorted(STAFF), "all"), "replacement": "of:@doctor"}),
    "phone": Topic("@practice", dict.fromkeys(sorted(STAFF), "answering")),
    "urgent": Topic("@practice", dict.fromkeys(sorted(STAFF), "standing")),
    "referrals": Topic("@practice", {"practitioner": "following", "secretary": "following"}),
    "instructions": Topic("@doctor", dict.fromkeys(sorted(STAFF), "answering")),
}


@dataclass(frozen=True)
class Cause:
    """The request that records an event: a route, and its body when it is not the one above."""

    route: str
    body: Any = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """What the parameters of its path name, when not what `PATH` says."""
    by: Role = "administrator"


_MOVE: dict[str, Any] = {"version": 1, "accept": _ANY}
EVENTS: dict[str, dict[str, Cause | None]] = {
    # First: the patient, the document and the appointment that these are tied to are still there.
    "referrals": {
        "referral_sent": Cause("POST /api/referrals", {**_REFERRING, "colleague_id": "@outsider", "reason": "@name"}, by="practitioner"),
        "referral_changed": Cause("POST /api/referrals/{referral_id}/withdraw", by="practitioner"),
    },
    "missions": {
        "mission_added": Cause("POST /api/missions", {"practice_id": "@practice", "fields": {**_MISSION, "title": "@name"}}),
        "mission_changed": Cause("PATCH /api/missions/{mission_id}"),
        "mission_moved": Cause("POST /api/missions/{mission_id}/move"),
        "mission_commented": Cause("POST /api/missions/{mission_id}/comments"),
        "mission_deleted": Cause("DELETE /api/missions/{mission_id}"),
        "mission_archived": None,  # by the passing of time: tests/chat/missions/test_tending.py
        "mission_patient_changed": Cause("PATCH /api/patients/{patient_id}", fields={"patient_id": "@patient_with_mission"}),
        "mission_template_saved": Cause("PATCH /api/mission-templates/{template_id}"),
        "mission_template_deleted": Cause("DELETE /api/mission-templates/{template_id}"),
    },
    "todo": {
        "todo_changed": Cause("POST /api/missions", {"practice_id": "@practice", "fields": {**_MISSION, "title": "@name"}}),
        "todo_due": None,  # by the passing of time: tests/chat/missions/test_tending.py
    },
    "urgent": {
        "urgent_raised": Cause("POST /api/urgent"),
        "urgent_climbed": None,  # by the passing of time: tests/chat/escalation/test_climbing.py
        "urgent_taken": Cause("POST /api/urgent/{urgent_id}/take", by="practitioner"),
        "urgent_withdrawn": Cause("POST /api/urgent/{urgent_id}/withdraw"),
        "urgent_over": None,  # once what it is about is done: tests/chat/escalation/test_climbing.py
        "duty_added": Cause("POST /api/duty", {"practice_id": "@practice", "weekdays": [6], **_DUTY}),
        "duty_changed": Cause("PATCH /api/duty/{span_id}", {"version": 1, "weekday": 3, **_DUTY}),
        "duty_removed": Cause("DELETE /api/duty/{span_id}"),
    },
    "agenda": {
        "appointment_booked": Cause("POST /api/appointments"),
        "appointment_moved": Cause("PATCH /api/appointments/{appointment_id}"),
        "appointment_resized": Cause("PATCH /api/appointments/{appointment_id}", {**_MOVE, "duration": 10}),
        "appointment_changed": Cause("PATCH /api/appointments/{appointment_id}", {**_MOVE, "notes": "@name"}),
        "appointment_marked": Cause("POST /api/appointments/{appointment_id}/status"),
        "appointment_cancelled": Cause("POST /api/appointments/{appointment_id}/cancel"),
        "appointment_deleted": Cause("POST /api/appointments/{appointment_id}/delete"),
        "slot_claimed": Cause("POST /api/claims"),
        "slot_released": Cause("DELETE /api/claims/{claim_id}", fields={"claim_id": "@live_claim"}),
        "claim_asked": Cause("POST /api/claims/{claim_id}/ask", fields={"claim_id": "@their_live_claim"}),
        "waiting_added": Cause("POST /api/waiting-list", _WAITING),
        "waiting_changed": Cause("PATCH /api/waiting-list/{entry_id}"),
        "waiting_removed": Cause("DELETE /api/waiting-list/{entry_id}"),
        "undone": Cause("POST /api/changes/{change_id}/undo"),
        "messages_changed": Cause("POST /api/messages/{message_id}/hold"),
        "patient_changed": Cause("PATCH /api/patients/{patient_id}", fields={"patient_id": "@patient_seen"}),
        "type_created": Cause("POST /api/types"),
        "type_changed": Cause("PATCH /api/types/{type_id}"),
        "types_ordered": Cause("POST /api/types/order", {"practitioner_id": "@doctor", "type_ids": "@every_type"}),
        "type_archived": Cause("POST /api/types/{type_id}/archive"),
        "type_restored": Cause("POST /api/types/{type_id}/archive", {"version": 1, "archived": False}, {"type_id": "@archived_type"}),
        "schedule_created": Cause("POST /api/schedules"),
        "schedule_copied": Cause("POST /api/schedules/{schedule_id}/copy"),
        "schedule_changed": Cause("PATCH /api/schedules/{schedule_id}"),
        "schedule_deleted": Cause("DELETE /api/schedules/{schedule_id}"),
        "schedule_shown": Cause("POST /api/schedules/{schedule_id}/visibilities"),
        "visibility_changed": Cause("PATCH /api/visibilities/{visibility_id}"),
        "schedule_hidden": Cause("DELETE /api/visibilities/{visibility_id}"),
        "leave_taken": Cause("POST /api/leaves"),
        "leave_ended": Cause("POST /api/leaves/end"),
        "hours_blocked": Cause("POST /api/blocks"),
        "hours_unblocked": Cause("POST /api/blocks/unblock"),
        "extras_added": Cause("POST /api/extras"),
        "extras_removed": Cause("POST /api/extras/remove", {"practitioner_id": "@doctor", "ids": ["@extra"]}),
        "planning_event_added": Cause("POST /api/planning-events"),
        "planning_event_changed": Cause("PATCH /api/planning-events/{event_id}"),
        "planning_event_removed": Cause("DELETE /api/planning-events/{event_id}"),
        "replacement_created": Cause("POST /api/replacements", {"practitioner_id": "@doctor", "fields": _REPLACEMENT}),
        "replacement_changed": Cause("PATCH /api/replacements/{replacement_id}"),
        "replacement_deleted": Cause("DELETE /api/replacements/{replacement_id}"),
    },
    "patient": {
        "document_added": Cause(
            "POST /api/patients/{patient_id}/documents", {"category": "result"}, {"patient_id": "@patient_kept"}, "practitioner"
        ),
        "document_changed": Cause("PATCH /api/documents/{document_id}", by="practitioner"),
        "document_shared": Cause("POST /api/documents/{document_id}/share", by="practitioner"),
        "document_unshared": Cause("POST /api/documents/{document_id}/unshare", by="practitioner"),
        "document_fetched": None,  # by the patient's own browser: tests/server/documents
        "document_deleted": Cause("DELETE /api/documents/{document_id}", by="practitioner"),
        "documents_moved": None,  # by a merge: tests/server/documents
    },
    "practice": {
        "practice_opened": None,  # nobody can be subscribed before it exists
        "practice_changed": Cause("POST /api/practices/{practice_id}"),
        "location_added": Cause("POST /api/locations"),
        "location_changed": Cause("PATCH /api/locations/{location_id}"),
        "practitioner_added": Cause("POST /api/practitioners"),
        "practitioner_changed": Cause("PATCH /api/practitioners/{practitioner_id}"),
        "member_joined": Cause("POST /api/grants", {"practitioner_id": "@doctor", "email": "@known_email", "function": "busy"}),
        "member_changed": Cause("PATCH /api/members/{member_id}"),
        "member_left": Cause("DELETE /api/members/{member_id}"),
        "invitation_sent": Cause("POST /api/invitations"),
        "invitation_revoked": Cause("DELETE /api/invitations/{invitation_id}"),
    },
    "room": {
        "room_opened": None,  # by a guest: tests/rtc/consultation/test_live.py
        "room_entered": None,
        "room_left": None,
        "room_knocked": None,
        "room_admitted": None,
        "room_invited": None,
        "room_removed": None,
        "room_ruled": None,
        "room_photographed": None,
        "room_recording": None,  # tests/rtc/consultation/test_recording.py
        "room_media": None,
        "room_received": None,  # where the practice has a desk: tests/rtc/consultation/test_live.py
        "room_ticked": None,
        "room_queued": None,
        "room_released": None,
        "room_seen_out": None,
        "room_taken": None,  # where practitioners share their queue: tests/rtc/consultation/test_live.py
        "room_ended": None,
        "room_retimed": None,  # by the passing of time: tests/rtc/consultation/test_pacing.py
        "payment_changed": None,
    },
    "calls": {"call_changed": None, "device_checked": None, "pace_changed": None, "payment_changed": None},
    "exchange": {
        "message_sent": Cause("POST /api/rooms/{appointment_id}/messages", fields=_TALK, by="practitioner"),
        "messages_read": Cause("POST /api/rooms/{appointment_id}/messages/read", fields=_TALK),
    },
    "conversation": {
        "chat_said": Cause("POST /api/conversations/{conversation_id}/messages", {**_CHATTING, "text": "@name"}, by="practitioner"),
        "chat_corrected": Cause("PATCH /api/conversations/{conversation_id}/messages/{said_id}", fields={"said_id": "@boss_saying"}),
        "chat_deleted": Cause("DELETE /api/conversations/{conversation_id}/messages/{said_id}", fields={"said_id": "@boss_saying"}),
        "chat_reacted": Cause(
            "POST /api/conversations/{conversation_id}/messages/{said_id}/reactions", {"emoji": "✅"}, fields={"said_id": "@boss_saying"}
        ),
        "chat_forgotten": None,  # by the passing of time: tests/chat/test_forgetting.py
        "chat_marked": Cause("POST /api/conversations/{conversation_id}/marks", {"read": 1}, by="practitioner"),
        "chat_changed": None,  # of a group: tests/chat/test_groups.py
    },
    "chats": {
        "chats_moved": Cause("POST /api/conversations/{conversation_id}/messages", {"id": "9" * 32, "text": "@name"}, by="practitioner"),
        "chats_reminding": None,  # by oneself, in one's own list: tests/chat/test_reminders.py
        "chats_reminded": None,  # by the passing of time: tests/chat/test_reminders.py
        "chats_left": None,  # whoever is taken out of a group: tests/chat/test_groups.py
    },
    "presence": {"presence_changed": None},  # by the passing of time: tests/chat/presence
    "phone": {
        "phone_rang": Cause("POST /api/phone/calls", {"id": "b" * 32, "practice_id": "@practice", "reason": "@name"}),
        "phone_changed": Cause("PATCH /api/phone/calls/{call_id}", {"version": 1, "reason": "@name"}),
    },
    "instructions": {
        "instruction_added": Cause("POST /api/instructions", {"practitioner_id": "@doctor", "fields": {**_ASKED, "text": "@name"}}),
        "instruction_changed": Cause("PATCH /api/instructions/{instruction_id}", {"version": 1, "fields": {**_ASKED, "text": "@name"}}),
        "instruction_read": Cause("POST /api/instructions/{instruction_id}/read"),
        "instruction_withdrawn": Cause("DELETE /api/instructions/{instruction_id}"),
    },
    "sheet": {
        "sheet_drawn": Cause("POST /api/appointments/{appointment_id}/sheet", fields={"appointment_id": "@sheet"}, by="practitioner"),
    },
    # Last: it takes rights away from who looks.
    "person": {
        "access_changed": Cause("PUT /api/members/{member_id}/rights", fields={"member_id": "@my_membership"}),
        "quiet_changed": None,  # by oneself: tests/server/accounts/test_quiet.py
    },
}
"""Every event by kind of topic, and what records it."""
