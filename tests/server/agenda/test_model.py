"""The agenda beside a plain list that knows what it must do: random people, step by step, no divergence (R11, R14).

`MODEL_STEPS` says how many steps are taken on each database (600 by default, 10,000 for a long night).
"""

import asyncio
import itertools
import os
from collections.abc import Awaitable
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from server.agenda.errors import AlreadyUndone, ClaimHeld, Superseded
from server.agenda.models import Appointment, Change, Claim
from server.agenda.schemas.appointments import AppointmentView, ClaimSlot
from server.agenda.schemas.schedule import BlockHours, EndLeave, TakeLeave
from server.agenda.service.claims import claim_slot, release_claim
from server.agenda.service.planning.blocks import block_hours, unblock_hours
from server.agenda.service.planning.leave import end_leave, take_leave
from server.core.actors import Role
from server.core.audit_queue import AuditQueue
from server.core.crypto import SHARED, Keyring
from server.core.db import EVERY_PRACTICE, Database
from server.core.errors import NeedsConfirmation, Refusal
from server.core.unit import Core
from server.settings import Settings
from tests.server.agenda.office import PARIS, TUESDAY, WEDNESDAY, Office, another_office, open_office
from tests.server.agenda.reference import HELD, Booked, Kind, Reference, day_key, hour_key
from tests.support.actors import small_practice
from tests.support.clock import MONDAY, SetClock
from tests.support.core import ROOT_KEY, Published

T = TypeVar("T")
LONG = 60
EXAMPLES = -(-int(os.environ.get("MODEL_STEPS", "600")) // LONG)
PEOPLE: tuple[Role, ...] = ("secretary", "administrator")
WHO = st.sampled_from(PEOPLE)
DAYS = st.sampled_from([TUESDAY, TUESDAY, WEDNESDAY])
CLOCKS = st.sampled_from([9 * 60, 9 * 60, 9 * 60 + 15, 9 * 60 + 30, 10 * 60, 10 * 60 + 30, 12 * 60 + 30])
ACCEPTED = st.sampled_from(
    [(), ("off_schedule",), ("off_schedule", "block", "leave"), ("off_schedule", "block", "leave", "overlap", "claim")]
)
"""Few slots and few people: they meet often."""
REFUSALS: dict[str, type[Refusal]] = {"already_undone": AlreadyUndone, "superseded": Superseded, "needs_confirmation": NeedsConfirmation}


class Agenda(RuleBasedStateMachine):
    """What people do; each rule asks the list first what must happen."""

    office: ClassVar[Office]
    clock: ClassVar[SetClock]
    runner: ClassVar[asyncio.Runner]

    def run(self, call: Awaitable[T]) -> T:
        """Wait for something."""
        return self.runner.run(_awaited(call))

    @initialize()
    def begin(self) -> None:
        """Two agendas nobody has touched."""
        self.clock.at = MONDAY
        self.here = self.run(another_office(self.office))
        self.list = Reference()
        self.views: dict[str, int] = {}

    def attempt(self, expected: set[Kind], accept: tuple[str, ...], call: Awaitable[AppointmentView]) -> AppointmentView | None:
        """Do it; it must be refused for exactly what is in the way and not accepted."""
        open_questions = expected - set(accept)
        if open_questions:
            with pytest.raises(NeedsConfirmation) as refused:
                self.run(call)
            assert {warning["kind"] for warning in refused.value.data["warnings"]} == open_questions
            return None
        view = self.run(call)
        assert (view.off_schedule, view.overbooked) == ("off_schedule" in expected, "overlap" in expected)
        return view

    @rule(who=WHO, day=DAYS, at=CLOCKS, long=st.booleans(), accept=ACCEPTED, claimed=st.booleans())
    def book(self, who: Role, day: date, at: int, long: bool, accept: tuple[str, ...], claimed: bool) -> None:
        """Book a consultation or a check-up."""
        kind, minutes = (self.here.checkup, 60) if long else (self.here.visit, 30)
        wanted = Booked(_instant(day, at), minutes, minutes, off_schedule=False, overbooked=False)
        expected = self.list.in_the_way(self._person(who), wanted, self.clock.at)
        mine = next((key for key, (holder, *_) in self.list.claims.items() if holder == self._person(who)), None) if claimed else None
        call = self.here.book(wanted.starts_at, who, type_id=kind.id, accept=list(accept), claim_id=mine)
        view = self.attempt(expected, accept, call)
        if view is not None:
            self.list.note(self._change(), **{view.id: (None, _booked(view, minutes))})
            self.views[view.id] = view.version
            if mine is not None:
                del self.list.claims[mine]

    @precondition(lambda self: self._active())
    @rule(data=st.data(), who=WHO, day=DAYS, at=CLOCKS, accept=ACCEPTED)
    def move(self, data: st.DataObject, who: Role, day: date, at: int, accept: tuple[str, ...]) -> None:
        """Move one to another time."""
        key, before = self._pick(data)
        wanted = Booked(_instant(day, at), before.minutes, before.usual, off_schedule=False, overbooked=False)
        expected = self.list.in_the_way(self._person(who), wanted, self.clock.at, {key})
        self._altered(key, before, self.attempt(expected, accept, self._alter(key, who, accept, starts_at=wanted.starts_at)))

    @precondition(lambda self: self._active())
    @rule(data=st.data(), who=WHO, minutes=st.sampled_from([15, 30, 45, 60, 90]), accept=ACCEPTED)
    def resize(self, data: st.DataObject, who: Role, minutes: int, accept: tuple[str, ...]) -> None:
        """Make one longer or shorter; that it was off the schedule was accepted before."""
        key, before = self._pick(data)
        wanted = Booked(before.starts_at, minutes, before.usual, off_schedule=False, overbooked=False)
        expected = self.list.in_the_way(self._person(who), wanted, self.clock.at, {key})
        kept = (*accept, "off_schedule") if before.off_schedule else accept
        self._altered(key, before, self.attempt(expected, kept, self._alter(key, who, accept, duration=minutes)))

    @precondition(lambda self: self._active())
    @rule(data=st.data(), who=WHO)
    def cancel(self, data: st.DataObject, who: Role) -> None:
        """Cancel one."""
        key, before = self._pick(data)
        view = self.run(self.here.cancel(self._view(key), who))
        self._altered(key, before, view)

    @rule(who=WHO, day=DAYS, at=CLOCKS, rudely=st.booleans())
    def claim(self, who: Role, day: date, at: int, rudely: bool) -> None:
        """Put one's hand on half an hour, from another's too when one is rude."""
        me, now = self._person(who), self.clock.at
        starts_at = _instant(day, at)
        ends_at = starts_at + timedelta(minutes=30)
        live = {key: held for key, held in self.list.claims.items() if held[3] > now}
        others = [key for key, (holder, since, until, _) in live.items() if holder != me and since < ends_at and starts_at < until]
        broken = others[0] if others and rudely else None
        body = ClaimSlot(practitioner_id=self.here.doctor.id, starts_at=starts_at, duration=30, break_claim=broken)
        call = self.here.do(claim_slot, body, who=who)
        if others and not rudely:
            with pytest.raises(ClaimHeld):
                self.run(call)
            return
        view = self.run(call)
        for key, (holder, *_) in live.items():
            if holder == me or key == broken:
                del self.list.claims[key]
        self.list.claims[view.id] = (me, starts_at, ends_at, now + HELD)

    @precondition(lambda self: self.list.claims)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """Take one's hand off."""
        key = data.draw(st.sampled_from(sorted(self.list.claims)))
        holder = next(role for role in PEOPLE if self._person(role) == self.list.claims[key][0])
        self.run(self.here.do(release_claim, key, who=holder))
        del self.list.claims[key]

    @rule(day=DAYS, hour=st.sampled_from([9, 10, 11]))
    def close_or_open_an_hour(self, day: date, hour: int) -> None:
        """Block an hour for every type, or unblock it."""
        key = hour_key(_instant(day, hour * 60))
        body = BlockHours(practitioner_id=self.here.doctor.id, days=[day], start=hour * 60, end=hour * 60 + 60)
        self.run(self.here.do(unblock_hours if self.list.closing(key) else block_hours, body))
        self.list.toggle(self._change(), key)

    @rule(day=DAYS)
    def leave_or_return(self, day: date) -> None:
        """Be away for a day, or come back."""
        key = day_key(_instant(day, 0))
        whose = self.here.doctor.id
        if self.list.closing(key):
            self.run(self.here.do(end_leave, EndLeave(practitioner_id=whose, from_day=day, to_day=day)))
        else:
            self.run(self.here.do(take_leave, TakeLeave(practitioner_id=whose, from_day=day, to_day=day)))
        self.list.toggle(self._change(), key)

    @precondition(lambda self: self.list.changes)
    @rule(who=WHO, wish=st.sampled_from(["done", "done", *REFUSALS]), oldest=st.booleans())
    def undo(self, who: Role, wish: str, oldest: bool) -> None:
        """Undo a change, one that can be or one that cannot, whatever there is."""
        answers = {change: self.list.may_undo(self._person(who), change, self.clock.at) for change in self.list.changes}
        fitting = [change for change, answer in answers.items() if answer == wish] or list(answers)
        change = fitting[0 if oldest else -1]
        call = self.here.undo(change, who)
        if answers[change] != "done":
            with pytest.raises(REFUSALS[answers[change]]):
                self.run(call)
            return
        self.run(call)
        self.list.undo(change, self._change(), self.clock.at)

    @rule(minutes=st.sampled_from([1, 2]))
    def wait(self, minutes: int) -> None:
        """Time passes; claims lapse."""
        self.clock.pass_by(minutes=minutes)

    @invariant()
    def nothing_overlaps_by_accident(self) -> None:
        """The list says so, and the agenda equals the list."""
        if not hasattr(self, "list"):
            return
        rows = self.run(self.here.rows(Appointment, Appointment.practitioner_id == self.here.doctor.id))
        self.views = {row.id: row.version for row in rows}
        there = {row.id: (row.starts_at, row.ends_at, row.status, row.overbooked, row.off_schedule) for row in rows}
        wanted = {
            key: (each.starts_at, each.ends_at, each.status, each.overbooked, each.off_schedule)
            for key, each in self.list.appointments.items()
        }
        assert there == wanted
        active = sorted((row for row in rows if row.status != "cancelled"), key=lambda row: row.starts_at)
        for one, other in itertools.pairwise(active):
            assert one.ends_at <= other.starts_at or one.overbooked or other.overbooked

    def teardown(self) -> None:
        """In the end the claims are those of the list too, and the story tells each change, and what undid what."""
        if hasattr(self, "list"):
            told = self.run(self.here.rows(Change, Change.practitioner_id == self.here.doctor.id))
            assert {row.id: (row.undoes, row.undone_by is not None) for row in told} == {
                key: (did.undoes, did.undone) for key, did in self.list.changes.items()
            }
            rows = self.run(self.here.rows(Claim, Claim.practitioner_id == self.here.doctor.id, Claim.expires_at > self.clock.at))
            assert {row.id for row in rows} == {key for key, held in self.list.claims.items() if held[3] > self.clock.at}

    def _person(self, who: Role) -> str:
        return self.here.cabinet.people[who].id

    def _active(self) -> list[str]:
        return sorted(key for key, each in self.list.appointments.items() if each.active)

    def _pick(self, data: st.DataObject) -> tuple[str, Booked]:
        active = self._active()
        key = active[data.draw(st.integers(0, len(active) - 1))]
        return key, self.list.appointments[key]

    def _view(self, key: str) -> Any:
        return SimpleNamespace(id=key, version=self.views[key])

    def _alter(self, key: str, who: Role, accept: tuple[str, ...], **fields: Any) -> Awaitable[AppointmentView]:
        return self.here.alter(self._view(key), who, accept=list(accept), **fields)

    def _altered(self, key: str, before: Booked, view: AppointmentView | None) -> None:
        if view is not None:
            self.list.note(self._change(), **{key: (before, _booked(view, before.usual))})

    def _change(self) -> str:
        assert self.here.change is not None
        return self.here.change


async def _awaited(call: Awaitable[T]) -> T:
    return await call


def _instant(day: date, minute: int) -> datetime:
    return (datetime.combine(day, time(), PARIS) + timedelta(minutes=minute)).astimezone(UTC)


def _booked(view: AppointmentView, usual: int) -> Booked:
    minutes = int((view.ends_at - view.starts_at).total_seconds() // 60)
    return Booked(view.starts_at, minutes, usual, view.off_schedule, view.overbooked, view.status, view.status_at)


async def _opened(url: str, clock: SetClock) -> tuple[Database, Office]:
    database = Database(Settings.from_env({"DATABASE_URL": url}).database)
    keyring, published = Keyring(ROOT_KEY), Published()
    async with database.write(EVERY_PRACTICE) as session:
        await keyring.load(session, SHARED, create=True)
        await session.commit()
    core = Core(db=database, keyring=keyring, clock=clock, audit=AuditQueue(database), publish=published)
    return database, await open_office(core, published, await small_practice(core))


def test_the_agenda_does_what_a_plain_list_says(database_url: str) -> None:
    clock = SetClock()
    with asyncio.Runner() as loop:
        database, here = loop.run(_opened(database_url, clock))

        class Machine(Agenda):
            office, runner = here, loop

        Machine.clock = clock
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=LONG,
                phases=[Phase.generate],
                derandomize=EXAMPLES < 50,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
        loop.run(database.close())
