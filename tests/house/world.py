"""One practice with one of everything, made as its administrator would make it; every text in it holds one word."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import msgspec
from sqlalchemy import select, update

from chat.conversations.rules import standing_id
from chat.escalation.models import DutySpan
from chat.push.models import PushDevice
from chat.push.service import Written
from rtc.consultation.models import RoomRow, SeatRow
from server.accounts.models import MembershipRow, Practice
from server.agenda.models import AppointmentType
from server.core.actors import Role
from server.core.crypto import SHARED
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.outbox import OutboxMessage
from server.core.unit import Core
from server.documents.models import Document
from server.patients.models import Merge
from server.referrals.models import Colleague
from tests.support import factories
from tests.support.actors import Cabinet, small_practice
from tests.support.caller import Caller
from tests.support.files import DOT

CANARY = "Canari"
VALUES = frozenset({"time", "email", "name", "known_email", "secret", "said"})
"""Not identifiers, and never twice the same."""
_emails = count(1)


@dataclass
class World:
    """What `@names` stand for in one practice. `fresh` makes a new one each time, so that a route may destroy it."""

    core: Core
    cabinet: Cabinet
    administrator: Caller
    role: Role
    """Who tries: a claim is his own."""
    word: str
    """In every text made here: what must not be seen from elsewhere."""
    _hours: "count[int]" = field(default_factory=count)
    _quarters: "count[int]" = field(default_factory=count)
    _made: dict[str, str] = field(default_factory=dict)

    async def named(self, name: str, *, fresh: bool) -> str:
        """The identifier (or value) behind `@name`."""
        if not fresh and name in self._made and name not in VALUES:
            return self._made[name]
        maker: Callable[[], Awaitable[str]] = getattr(self, f"_{name}")
        self._made[name] = await maker()
        return self._made[name]

    async def filled(self, value: Any, *, fresh: bool) -> Any:
        """A body with its `@names` replaced."""
        if value == "@every_type":
            return await self._every_type()
        if isinstance(value, str) and value.startswith("@"):
            return await self.named(value[1:], fresh=fresh)
        if isinstance(value, Mapping):
            return {key: await self.filled(each, fresh=fresh) for key, each in value.items()}
        if isinstance(value, list):
            return [await self.filled(each, fresh=fresh) for each in value]
        return value

    async def _practice(self) -> str:
        return self.cabinet.practice.id

    async def _home(self) -> str:
        return self.cabinet.location.id

    async def _doctor(self) -> str:
        return self.cabinet.doctor.id

    async def _midwife(self) -> str:
        return self.cabinet.midwife.id

    async def _colleague(self) -> str:
        return self.cabinet.people["secretary"].id

    async def _me(self) -> str:
        return self.cabinet.people[self.role].id

    async def _email(self) -> str:
        return f"{self.word.lower()}{next(_emails)}@example.org"

    async def _name(self) -> str:
        return f"Bilan {next(_emails)}"

    async def _time(self) -> str:
        """An hour to come by the clock of the test, on the hour, and never the same twice."""
        first = self.core.clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=90)
        return (first + timedelta(hours=next(self._hours))).isoformat()

    async def _location(self) -> str:
        return (await factories.location(self.core, self.cabinet.practice, f"Annexe {self.word}")).id

    async def _patient(self) -> str:
        return (await factories.patient(self.core, self.cabinet.practice, self.word, "Jeanne", mobile="+33639981234")).id

    async def _patient_kept(self) -> str:
        """The patient whose screens are open."""
        return await self.named("patient", fresh=False)

    async def _patient_seen(self) -> str:
        """A patient whom an agenda shows."""
        patient = await self._patient()
        await self._new("/api/waiting-list", {"patient_id": patient, "practitioner_id": self.cabinet.doctor.id, "note": self.word})
        return patient

    async def _other_patient(self) -> str:
        return (await factories.patient(self.core, self.cabinet.practice, self.word, "Paul")).id

    async def _relative(self) -> str:
        patient, relative = await self.named("patient", fresh=False), await self._other_patient()
        body = {"relative_id": relative, "tie": "child"}
        await self._asked("POST", f"/api/patients/{patient}/relatives", body)
        return relative

    async def _merge(self) -> str:
        kept, merged = await self._patient(), await self._other_patient()
        await self._asked("POST", f"/api/patients/{kept}/merge", {"other_id": merged})
        async with self.core.db.read(EVERY_PRACTICE) as session:
            return (await session.scalars(select(Merge.id).where(Merge.kept_id == kept))).one()

    async def _document(self) -> str:
        patient = await self.named("patient", fresh=False)
        async with Caller(self.administrator.url, transport=self.administrator.transport) as practitioner:
            await practitioner.enter(self.core, self.cabinet.people["practitioner"], now=self.core.clock.now())
            files = {"file": (f"{self.word}.png", DOT, "image/png")}
            answer = await practitioner.http.post(f"/api/patients/{patient}/documents", data={"category": "result"}, files=files)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def _type(self) -> str:
        return (await factories.appointment_type(self.core, self.cabinet.doctor, await self._name())).id

    async def _other_type(self) -> str:
        return await self._type()

    async def _appointment(self) -> str:
        who, kind = await self.named("patient", fresh=False), await self._type()
        body = {
            "practitioner_id": self.cabinet.doctor.id,
            "type_id": kind,
            "starts_at": await self._time(),
            "patient_id": who,
            "notes": self.word,
            "accept": ["off_schedule", "conditions", "overlap"],
        }
        return await self._new("/api/appointments", body)

    async def _online(self) -> str:
        """A teleconsultation to whose door nobody has come."""
        who = await factories.patient(self.core, self.cabinet.practice, self.word)
        at = datetime.fromisoformat(await self._time())
        return (await factories.appointment(self.core, self.cabinet.doctor, who, at, teleconsultation=True)).id

    async def _payment(self) -> str:
        """What is asked for a teleconsultation."""
        body = {"amount": 2500, "label": self.word}
        answer = await self._asked("PUT", f"/api/appointments/{await self._online()}/payment", body)
        return str(answer.json()["payment"]["id"])

    async def _waiting_room(self) -> str:
        """A teleconsultation whose patient waits, and whose practitioner is there."""
        appointment = await self._online()
        await self._seats(appointment)
        return appointment

    async def _open_room(self) -> str:
        """A teleconsultation whose door is open by any clock: it began, and its patient waits again."""
        who = await factories.patient(self.core, self.cabinet.practice, self.word)
        at = min(self.core.clock.now(), datetime.now(UTC)) - timedelta(hours=1)
        appointment = (await factories.appointment(self.core, self.cabinet.doctor, who, at, teleconsultation=True)).id
        practice, doctor = self.cabinet.practice.id, self.cabinet.doctor.id
        await factories.keep(self.core, RoomRow(appointment_id=appointment, practice_id=practice, practitioner_id=doctor, started_at=at))
        await self._seats(appointment)
        return appointment

    async def _seats(self, appointment: str) -> None:
        """A patient who waits, and his practitioner."""
        seats = [
            SeatRow(
                id=new_id(),
                practice_id=self.cabinet.practice.id,
                appointment_id=appointment,
                role=role,
                here=True,
                seen_at=self.core.clock.now(),
                knocked_at=self.core.clock.now() if role == "patient" else None,
            )
            for role in ("patient", "host")
        ]
        await factories.keep(self.core, *seats)

    async def _welcome(self) -> str:
        """The consultation in which one more person is received: the same whenever it is asked for."""
        return self._made.get("welcome") or await self._waiting_room()

    async def _companion(self) -> str:
        """An interpreter who waits to be let in there."""
        row = SeatRow(
            id=new_id(),
            practice_id=self.cabinet.practice.id,
            appointment_id=await self.named("welcome", fresh=False),
            role="interpreter",
            name=self.word,
            knocked_at=self.core.clock.now(),
        )
        await factories.keep(self.core, row)
        return row.id

    async def _sheet(self) -> str:
        """The appointment on whose sheet everything is drawn: the same whenever it is asked for."""
        return self._made.get("sheet") or await self._appointment()

    async def _talk(self) -> str:
        """The consultation in whose waiting room everything is said: the same whenever it is asked for."""
        return self._made.get("talk") or await self._open_room()

    async def _file_message(self) -> str:
        """A file in that exchange."""
        sent = new_id()
        async with Caller(self.administrator.url, transport=self.administrator.transport) as practitioner:
            await practitioner.enter(self.core, self.cabinet.people["practitioner"], now=self.core.clock.now())
            files = {"file": (f"{self.word}.png", DOT, "image/png")}
            path = f"/api/rooms/{await self.named('talk', fresh=False)}/files"
            answer = await practitioner.http.post(path, data={"id": sent}, files=files)
        assert answer.status_code == 201, answer.text
        return sent

    async def _talk_document(self) -> str:
        """A document of the patient with whom one talks there."""
        await self._file_message()
        async with self.core.db.read(EVERY_PRACTICE) as session:
            filed = select(Document.id).where(Document.appointment_id == await self.named("talk", fresh=False))
            return (await session.scalars(filed.limit(1))).one()

    async def _device(self) -> str:
        """A device of whoever tries."""
        row = PushDevice(
            id=new_id(),
            person_id=self.cabinet.people[self.role].id,
            digest=new_id(),
            session_id=new_id(),
            subscription=b"",
            label=self.word,
            since=self.core.clock.now(),
        )
        written = Written("https://fcm.googleapis.com/fcm/send/two", "BCVx", "BTBZ")
        row.subscription = self.core.keyring.seal(SHARED, f"push|{row.id}", msgspec.json.encode(written))
        await factories.keep(self.core, row)
        return row.id

    async def _talking(self) -> str:
        """The conversation of the practice's team."""
        return standing_id("team", self.cabinet.practice.id)

    async def _said_by(self, role: Role) -> str:
        said = new_id()
        async with Caller(self.administrator.url, transport=self.administrator.transport) as speaker:
            await speaker.enter(self.core, self.cabinet.people[role], now=self.core.clock.now())
            path = f"/api/conversations/{await self._talking()}/messages"
            answer = await speaker.post(path, {"id": said, "text": self.word})
        assert answer.status_code == 201, answer.text
        return said

    async def _file_saying(self) -> str:
        """A file that was sent there."""
        sent = new_id()
        path = f"/api/conversations/{await self._talking()}/files"
        answer = await self.administrator.http.post(path, data={"id": sent}, files={"file": (f"{self.word}.png", DOT, "image/png")})
        assert answer.status_code == 201, answer.text
        return sent

    async def _about_patient(self) -> str:
        """A conversation about a patient, of everybody who talks."""
        people = [self.cabinet.people[role].id for role in ("practitioner", "secretary", "tele_secretary")]
        return await self._new("/api/conversations/about", {"patient_id": await self._patient(), "people": people})

    async def _boss_saying(self) -> str:
        return await self._said_by("administrator")

    async def _own_saying(self) -> str:
        """Something that whoever tries said there, if he talks there at all."""
        return await self._said_by(self.role if self.role not in {"replacement", "outside_colleague"} else "administrator")

    async def _talker(self) -> str:
        """Somebody else who talks there."""
        return self.cabinet.people["practitioner" if self.role == "secretary" else "secretary"].id

    async def _group(self) -> str:
        """A group of everybody who talks."""
        people = [self.cabinet.people[role].id for role in ("practitioner", "secretary", "tele_secretary")]
        return await self._new("/api/conversations", {"practice_id": self.cabinet.practice.id, "people": people, "name": self.word})

    async def _mission(self) -> str:
        """A mission of the doctor's, with one line to tick."""
        fields = {
            "title": self.word,
            "description": self.word,
            "checklist": [{"id": "4" * 32, "text": self.word}],
            "labels": [self.word],
            "practitioner_id": self.cabinet.doctor.id,
        }
        return await self._new("/api/missions", {"practice_id": self.cabinet.practice.id, "fields": fields})

    async def _other_mission(self) -> str:
        return await self._mission()

    async def _filed_mission(self) -> str:
        """The mission with which files are put: the same whenever it is asked for."""
        return self._made.get("filed_mission") or await self._mission()

    async def _enclosure(self) -> str:
        """A file that is with it."""
        sent = new_id()
        path = f"/api/missions/{await self.named('filed_mission', fresh=False)}/files"
        answer = await self.administrator.http.post(path, data={"id": sent}, files={"file": (f"{self.word}.png", DOT, "image/png")})
        assert answer.status_code == 201, answer.text
        return sent

    async def _mission_template(self) -> str:
        fields = {"title": self.word, "description": self.word, "practitioner_id": self.cabinet.doctor.id}
        return await self._new("/api/mission-templates", {"practice_id": self.cabinet.practice.id, "fields": fields})

    async def _patient_with_mission(self) -> str:
        """A patient whom a board names."""
        patient = await self._patient()
        fields = {"title": self.word, "patient_id": patient}
        await self._new("/api/missions", {"practice_id": self.cabinet.practice.id, "fields": fields})
        return patient

    async def _outsider(self) -> str:
        """Somebody of the address book."""
        row = Colleague(id=new_id(), practice_id=self.cabinet.practice.id, name=f"Dr {self.word}", email=await self._email())
        await factories.keep(self.core, row)
        return row.id

    async def _sent(self, sender: str, body: Mapping[str, Any]) -> str:
        """A patient whom the secretary sent in the name of a practitioner."""
        patient = await self.named("patient", fresh=False)
        async with Caller(self.administrator.url, transport=self.administrator.transport) as secretary:
            await secretary.enter(self.core, self.cabinet.people["secretary"], now=self.core.clock.now())
            asked = {"practitioner_id": sender, "patient_id": patient, "reason": self.word, **body}
            answer = await secretary.post("/api/referrals", asked)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def _referral(self) -> str:
        """A patient whom the doctor sent outside."""
        return await self._sent(self.cabinet.doctor.id, {"colleague_id": await self._outsider()})

    async def _received(self) -> str:
        """A patient whom the midwife sent to the doctor."""
        return await self._sent(self.cabinet.midwife.id, {"to_practitioner_id": self.cabinet.doctor.id})

    async def _to_midwife(self) -> str:
        """A patient whom the doctor sent to the midwife: the same whenever he is asked for."""
        return self._made.get("to_midwife") or await self._sent(self.cabinet.doctor.id, {"to_practitioner_id": self.cabinet.midwife.id})

    async def _midwifes_hour(self) -> str:
        """That patient's appointment with her."""
        kind = await factories.appointment_type(self.core, self.cabinet.midwife, await self._name())
        body = {
            "practitioner_id": self.cabinet.midwife.id,
            "type_id": kind.id,
            "starts_at": await self._time(),
            "patient_id": await self.named("patient", fresh=False),
            "accept": ["off_schedule", "conditions", "overlap"],
        }
        return await self._new("/api/appointments", body)

    async def _from_elsewhere(self) -> str:
        """A patient whom a practice nearby sent to the doctor, with a document; she lets herself be found for that alone."""
        near = await small_practice(self.core, f"Voisin {self.word}")
        patient = await factories.patient(self.core, near.practice, self.word, "Luc")
        await self._is_listed(True)
        async with Caller(self.administrator.url, transport=self.administrator.transport) as sender:
            await sender.enter(self.core, near.people["practitioner"], now=self.core.clock.now())
            files = {"file": (f"{self.word}.png", DOT, "image/png")}
            filed = await sender.http.post(f"/api/patients/{patient.id}/documents", data={"category": "result"}, files=files)
            self._made["sent_document"] = filed.json()["id"]
            body = {"practitioner_id": near.doctor.id, "patient_id": patient.id, "to_practitioner_id": self.cabinet.doctor.id}
            documents = [self._made["sent_document"]]
            answer = await sender.post("/api/referrals", {**body, "reason": self.word, "document_ids": documents})
        assert answer.status_code == 201, answer.text
        await self._is_listed(False)
        return str(answer.json()["id"])

    async def _sent_document(self) -> str:
        """The document that came with it."""
        if "sent_document" not in self._made:
            await self.named("from_elsewhere", fresh=False)
        return self._made["sent_document"]

    async def _is_listed(self, listed: bool) -> None:
        async with self.core.db.write(EVERY_PRACTICE) as session:
            row = update(Practice).where(Practice.id == self.cabinet.practice.id).values(settings={"referrals_listed": listed})
            await session.execute(row, execution_options={"synchronize_session": False})
            await session.commit()

    async def _phone_call(self) -> str:
        """A call that the administrator noted."""
        body = {"id": new_id(), "practice_id": self.cabinet.practice.id, "reason": self.word}
        return await self._new("/api/phone/calls", body)

    async def _urgent(self) -> str:
        """A mission that the administrator marked urgent for the doctor."""
        urgency = {"practitioner_id": self.cabinet.doctor.id, "minutes": 15}
        return await self._new("/api/urgent", {"urgency": urgency, "mission_id": await self._mission()})

    async def _urgent_file(self) -> str:
        """A file that the administrator sent urgently for the doctor."""
        urgency = {"practitioner_id": self.cabinet.doctor.id, "minutes": 15}
        about = {"conversation_id": await self._talking(), "said_id": await self._file_saying()}
        return await self._new("/api/urgent", {"urgency": urgency, **about})

    async def _duty_span(self) -> str:
        """A quarter of an hour of the doctor's on Fridays, never the same twice."""
        start = 15 * next(self._quarters)
        row = DutySpan(
            id=new_id(),
            version=1,
            practice_id=self.cabinet.practice.id,
            practitioner_id=self.cabinet.doctor.id,
            weekday=4,
            start=start,
            end=start + 15,
        )
        await factories.keep(self.core, row)
        return row.id

    async def _instruction(self) -> str:
        fields = {"text": self.word, "scope": {}}
        return await self._new("/api/instructions", {"practitioner_id": self.cabinet.doctor.id, "fields": fields})

    async def _message(self) -> str:
        """A message that waits, about an appointment of a type that is still offered."""
        await self.named("type", fresh=True)
        about = f"appointment/{await self._appointment()}"
        async with self.core.db.read(EVERY_PRACTICE) as session:
            return (await session.scalars(select(OutboxMessage.id).where(OutboxMessage.about == about).limit(1))).one()

    async def _secret(self) -> str:
        return "no-such-secret"

    async def _said(self) -> str:
        return "1"

    async def _change(self) -> str:
        appointment = await self._appointment()
        answer = await self._asked("POST", f"/api/appointments/{appointment}/cancel", {"version": 1, "reason": self.word})
        return answer.headers["ardoise-change"]

    async def _claim(self) -> str:
        at = datetime.fromisoformat(await self._time())
        return (await factories.claim(self.core, self.cabinet.doctor, self.cabinet.people[self.role], at)).id

    async def _their_claim(self) -> str:
        at = datetime.fromisoformat(await self._time())
        return (await factories.claim(self.core, self.cabinet.doctor, await factories.person(self.core), at)).id

    async def _live_claim(self) -> str:
        """A claim of the administrator, held by the machine's clock."""
        body = {"practitioner_id": self.cabinet.doctor.id, "starts_at": await self._time(), "duration": 15}
        return await self._new("/api/claims", body)

    async def _their_live_claim(self) -> str:
        """A claim of the secretary's, held by the machine's clock."""
        at, now = datetime.fromisoformat(await self._time()), datetime.now(UTC)
        holder = self.cabinet.people["secretary"]
        return (await factories.claim(self.core, self.cabinet.doctor, holder, at, expires_at=now + timedelta(minutes=3))).id

    async def _every_type(self) -> list[str]:
        """The doctor's types, the last one first."""
        await self.named("type", fresh=False)
        async with self.core.db.read(EVERY_PRACTICE) as session:
            hers = AppointmentType.practitioner_id == self.cabinet.doctor.id
            return list(await session.scalars(select(AppointmentType.id).where(hers).order_by(AppointmentType.id.desc())))

    async def _archived_type(self) -> str:
        return (await factories.appointment_type(self.core, self.cabinet.doctor, await self._name(), archived=True)).id

    async def _known_email(self) -> str:
        return (await factories.person(self.core, f"Collègue {self.word}")).email

    async def _my_membership(self) -> str:
        async with self.core.db.read(EVERY_PRACTICE) as session:
            mine = MembershipRow.person_id == self.cabinet.people[self.role].id
            return (await session.scalars(select(MembershipRow.id).where(mine))).one()

    async def _waiting(self) -> str:
        patient = await self.named("patient", fresh=False)
        return await self._new("/api/waiting-list", {"patient_id": patient, "practitioner_id": self.cabinet.doctor.id, "note": self.word})

    async def _schedule(self) -> str:
        fields = {"name": self.word, "location_id": self.cabinet.location.id, "kind": "free", "cells": []}
        answer = await self._asked("POST", "/api/schedules", {"practitioner_id": self.cabinet.doctor.id, "fields": fields})
        return str(_id_of(answer.json()))

    async def _visibility(self) -> str:
        schedule = await self._schedule()
        answer = await self._asked("POST", f"/api/schedules/{schedule}/visibilities", {"from_day": "2026-01-01", "to_day": "2026-01-31"})
        saved = answer.json()
        return str((saved.get("schedule") or saved)["visibilities"][-1]["id"])

    async def _extra(self) -> str:
        day = (datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=next(self._hours))).date()
        return (await factories.extra(self.core, self.cabinet.doctor, day, 600, 660)).id

    async def _planning_event(self) -> str:
        fields = {"day": "2026-05-04", "start": 600, "end": 660, "title": self.word, "note": self.word}
        return await self._new("/api/planning-events", {"practitioner_id": self.cabinet.doctor.id, "fields": fields})

    async def _replacement(self) -> str:
        fields = {"name": self.word, "substitute_name": self.word, "days": ["2026-05-05"]}
        return await self._new("/api/replacements", {"practitioner_id": self.cabinet.doctor.id, "fields": fields})

    async def _invitation(self) -> str:
        return await self._new(
            "/api/invitations", {"practice_id": self.cabinet.practice.id, "email": await self._email(), "role": "secretary"}
        )

    async def _member(self) -> str:
        who = await factories.person(self.core, f"Membre {self.word}")
        return (await factories.membership(self.core, who, self.cabinet.practice, "secretary")).id

    async def _grant(self) -> str:
        who = await factories.person(self.core, f"Collègue {self.word}")
        return (
            await factories.membership(
                self.core, who, self.cabinet.practice, "outside_colleague", rights={self.cabinet.doctor.id: ["view"]}
            )
        ).id

    async def _new(self, path: str, body: Mapping[str, Any]) -> str:
        return str(_id_of((await self._asked("POST", path, body)).json()))

    async def _asked(self, method: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        answer = await self.administrator.send(method, path, body)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer


def _id_of(view: dict[str, Any]) -> str:
    """The `id` of a view, or of the only view it wraps."""
    if "id" in view:
        return str(view["id"])
    return next(str(each["id"]) for each in view.values() if isinstance(each, dict) and "id" in each)
