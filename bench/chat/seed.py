"""Fills a database with people who are signed in and the groups in which they talk."""

import asyncio
from datetime import timedelta

import msgspec

from bench.chat.shape import PEOPLE, PRACTICES, TALKS, TOGETHER, Member, Talk
from chat.conversations.models import Conversation, Mark, Participant
from chat.conversations.queries.views import title_label
from server.accounts.models import Practice, SignedInSession
from server.accounts.sessions import digest
from server.app import build_core
from server.cli.database import migrated
from server.core.actors import Role
from server.core.ids import new_id, new_token
from server.core.opening import open_core
from server.core.unit import Core
from server.settings import Settings
from tests.support import factories


def run(settings: Settings, cookies: list[str]) -> list[Talk]:
    """Write the practices; `cookies`: the names under which the processes look for a session."""
    return asyncio.run(_seed(settings, cookies))


async def _seed(settings: Settings, cookies: list[str]) -> list[Talk]:
    await migrated(settings)
    core = build_core(settings)
    await open_core(core)
    talks = [talk for number in range(PRACTICES) for talk in await _practice(core, number, cookies)]
    await core.db.close()
    return talks


async def _practice(core: Core, number: int, cookies: list[str]) -> list[Talk]:
    practice = await factories.practice(core, name=f"Cabinet {number}")
    doctor = await factories.practitioner(core, await factories.location(core, practice))
    members = []
    for each in range(PEOPLE):
        person = await factories.person(core, name=f"Personne {number}-{each}")
        is_doctor = each == 0
        role: Role = "practitioner" if is_doctor else "secretary"
        await factories.membership(core, person, practice, role, own_agenda=doctor if is_doctor else None)
        members.append(Member(person.id, person.name, await _signed_in(core, person.id, cookies)))
    return [await _group(core, practice, f"Groupe {each}", members[each * TOGETHER :][:TOGETHER]) for each in range(TALKS)]


async def _signed_in(core: Core, person_id: str, cookies: list[str]) -> str:
    token, now = new_token(), core.clock.now()
    lasting = now + timedelta(hours=12)
    row = SignedInSession(
        id=new_id(), token=digest(token), person_id=person_id, factor=True, created_at=now, seen_at=now, expires_at=lasting
    )
    await factories.keep(core, row)
    return "; ".join(f"{name}={token}" for name in cookies)


async def _group(core: Core, practice: Practice, name: str, members: list[Member]) -> Talk:
    """A group as it is once everybody was brought in and read what there is."""
    group, now = new_id(), core.clock.now()
    title = core.keyring.seal(practice.id, title_label(group), msgspec.json.encode(name))
    common = {"conversation_id": group, "practice_id": practice.id}
    await factories.keep(
        core,
        Conversation(
            id=group,
            version=1,
            practice_id=practice.id,
            kind="group",
            practitioner_id=None,
            patient_id=None,
            title=title,
            last_n=0,
            last_at=None,
        ),
        *(Participant(**common, person_id=each.person_id, since=now) for each in members),
        *(Mark(**common, person_id=each.person_id, name=each.name, initials="P") for each in members),
    )
    return Talk(group, practice.id, tuple(members))
