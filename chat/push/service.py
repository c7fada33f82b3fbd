"""One's devices: which there are, one more, one less. And planning a word to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, select

from chat.push import crypt
from chat.push.errors import PushElsewhere
from chat.push.models import PushDevice
from chat.push.rules import may_write_to
from chat.push.schemas import AddDevice, Devices, DeviceView
from server.accounts.models import SignedInSession
from server.core.actors import Target
from server.core.among import is_among
from server.core.crypto import SHARED, Keyring
from server.core.errors import Invalid, NotFound
from server.core.outbox import WAITING, Kind, OutboxMessage, post, withdraw
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.settings import Settings

CHANNEL = "push"
MOST = 20
"""Devices of one person; the one that was added first gives way."""
LATER = timedelta(seconds=8)
"""What is read on an open page meanwhile is not told."""
_THEIRS = select(PushDevice.id, PushDevice.person_id).where(is_among(PushDevice.person_id, "people")).order_by(PushDevice.id)


@dataclass(frozen=True, slots=True)
class Written:
    """A subscription as it is sealed."""

    endpoint: str
    p256dh: str
    auth: str


def key_of(keyring: Keyring) -> ec.EllipticCurvePrivateKey:
    """The key that signs what we send, made of the root key."""
    return crypt.signing_key(b"".join(crypt.decode(keyring.mac("vapid", part)) for part in ("first", "second")))


async def devices_of(uow: UnitOfWork, settings: Settings) -> Devices:
    """One's own devices, and what a browser needs to become one."""
    uow.permit(Permission.SIGNED_IN)
    rows = await uow.session.scalars(select(PushDevice).where(PushDevice.person_id == uow.actor.person_id).order_by(PushDevice.id))
    key = crypt.encode(crypt.public_bytes(key_of(uow.core.keyring))) if settings.push != "off" else None
    return Devices(key=key, devices=[_view(uow, row) for row in rows])


async def add_device(uow: UnitOfWork, settings: Settings, body: AddDevice) -> DeviceView:
    """Let us write to this browser; one that is known already is his from now on, whoever had signed in there before.

    Raises:
        PushElsewhere: it is no push service, or this house writes to none.
        Invalid: keys for which nothing can be sealed.
    """
    person_id = uow.actor.person_id
    uow.permit(Permission.SELF_WRITE, Target(person_id=person_id))
    assert person_id is not None
    if settings.push == "off" or not may_write_to(body.endpoint, settings.push_origins):
        raise PushElsewhere
    try:
        crypt.check(crypt.decode(body.p256dh), crypt.decode(body.auth))
    except ValueError:
        raise Invalid(field="p256dh", reason="unreadable") from None
    digest = uow.core.keyring.mac("push", body.endpoint)
    await uow.session.execute(delete(PushDevice).where(PushDevice.digest == digest).execution_options(synchronize_session=False))
    row = PushDevice(
        person_id=person_id,
        session_id=uow.actor.session_id or "",
        digest=digest,
        label=" ".join(body.label.split()) or "?",
        since=uow.now,
        reached_at=None,
        subscription=b"",
    )
    uow.session.add(row)
    await uow.session.flush()
    row.subscription = uow.seal(SHARED, _label(row.id), Written(body.endpoint, body.p256dh, body.auth))
    await uow.session.flush()
    mine = select(PushDevice.id).where(PushDevice.person_id == person_id).order_by(PushDevice.id.desc()).offset(MOST)
    old = list(await uow.session.scalars(mine))
    await uow.session.execute(delete(PushDevice).where(PushDevice.id.in_(old)).execution_options(synchronize_session=False))
    uow.audit("device_added", None, f"device/{row.id}")
    return _view(uow, row)


async def remove_device(uow: UnitOfWork, device_id: str) -> None:
    """Write to a device no more.

    Raises:
        NotFound: it is none of one's own.
    """
    row = await uow.session.get(PushDevice, device_id)
    uow.permit(Permission.SELF_WRITE, Target(person_id=row.person_id if row else None))
    if row is None:
        raise NotFound
    await uow.session.delete(row)
    uow.audit("device_removed", None, f"device/{device_id}")


async def devices_among(uow: UnitOfWork, people: Collection[str]) -> list[tuple[str, str]]:
    """The devices of these people: its id, and whose it is."""
    rows = await uow.session.execute(_THEIRS, {"people": people}) if people else ()
    return [(device_id, person_id) for device_id, person_id in rows]


async def plan(
    uow: UnitOfWork,
    kind: Kind,
    people: Collection[str],
    about: str,
    refs: Mapping[str, str],
    practice_id: str,
    devices: Collection[tuple[str, str]] | None = None,
) -> None:
    """Plan a word to every device of these people, with this transaction: once each, however often it is planned.

    `devices`: those of these people, and maybe of others, where they are known already.
    """
    known = await devices_among(uow, people) if devices is None else [each for each in devices if each[1] in people]
    for device_id, person_id in known:
        named = {**refs, "device": device_id, "person": person_id}
        dedupe = "push|" + sha256("|".join((kind.name, about, device_id, *refs.values())).encode()).hexdigest()
        await post(uow, kind, about, named, practice_id=practice_id, dedupe=dedupe, not_before=uow.now + LATER, channel=CHANNEL)


async def take_back(uow: UnitOfWork, kind: Kind, people: Collection[str], about: str, refs: Mapping[str, str]) -> set[str]:
    """Drop a word that did not leave yet, for another one to take its place: the devices of these people that would have had it."""
    asked = select(OutboxMessage.id, OutboxMessage.refs).where(
        OutboxMessage.kind == kind.name, OutboxMessage.about == about, OutboxMessage.state.in_(WAITING)
    )
    rows = (await uow.session.execute(asked)).all()
    found = {row.id: row.refs["device"] for row in rows if row.refs["person"] in people and refs.items() <= row.refs.items()}
    await withdraw(uow, about, found, reason="replaced")
    return set(found.values())


async def is_signed_in(uow: UnitOfWork, row: PushDevice) -> bool:
    """Whether nobody signed out there since. A session left idle was not ended; one that nobody renewed for a month is forgotten."""
    session = await uow.session.get(SignedInSession, row.session_id)
    return session is not None and session.ended_at is None


def opened(uow: UnitOfWork, row: PushDevice) -> crypt.Subscription:
    """A device's subscription, unsealed."""
    written = uow.unseal(_label(row.id), row.subscription, Written)
    return crypt.Subscription(written.endpoint, crypt.decode(written.p256dh), crypt.decode(written.auth))


def _view(uow: UnitOfWork, row: PushDevice) -> DeviceView:
    digest = sha256(opened(uow, row).endpoint.encode()).hexdigest()
    return DeviceView(id=row.id, label=row.label, digest=digest, since=row.since, reached_at=row.reached_at)


def _label(device_id: str) -> str:
    return f"push|{device_id}"
