"""The composition root: builds the application from its settings. It sees everything; nothing sees it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from chat.conversations import tending as reminders
from chat.conversations.cards import tell_of
from chat.conversations.following import CONVERSATIONS
from chat.conversations.pushing import KINDS as PUSHED
from chat.conversations.routes import api as chat_api
from chat.conversations.schemas import ChatsBody, ConversationBody
from chat.conversations.service.forgetting import forget_chats
from chat.conversations.service.together import Together
from chat.escalation import climbing
from chat.escalation.pushing import KINDS as PUSHED_URGENTLY
from chat.escalation.routes import api as urgent_api
from chat.escalation.schemas import UrgentBody
from chat.instructions.routes import api as instructions_api
from chat.instructions.schemas import InstructionsBody
from chat.missions import tending
from chat.missions.following import MISSIONS
from chat.missions.routes import api as missions_api
from chat.missions.schemas import MissionsBody, TodoBody
from chat.missions.sharing import mission_card
from chat.phone.routes import api as phone_api
from chat.phone.schemas import PhoneBody
from chat.presence import tending as presence
from chat.presence.looking import consultations_by
from chat.presence.schemas import PresenceBody
from chat.push.office import PushOffice
from chat.push.routes import api as push_api
from realtime.brokers import Broker
from realtime.brokers.memory import MemoryBroker
from realtime.codes import SIGNED_OUT
from realtime.endpoint import Endpoint as LiveEndpoint
from realtime.hub import Hub
from realtime.speaker import Speaker
from rtc.board.routes import api as sheet_api
from rtc.board.schemas import SheetBody
from rtc.consultation.calling import Calls
from rtc.consultation.guests import Guests
from rtc.consultation.pacing import keep_pace
from rtc.consultation.presence import in_progress
from rtc.consultation.routes import company_api, desk_api, guest_api, host_api
from rtc.consultation.schemas import CallsBody, RoomBody
from rtc.exchange.routes import api as exchange_api
from rtc.exchange.schemas import ExchangeBody
from server import health
from server.accounts.letters import KINDS as LETTERS
from server.accounts.passwords import Passwords
from server.accounts.routes import api as accounts_api
from server.accounts.schemas.people import PersonBody, PracticeBody
from server.accounts.sessions import Sessions
from server.agenda.documents import APPOINTMENTS
from server.agenda.following import AGENDAS
from server.agenda.routes.appointments import api as appointments_api
from server.agenda.routes.messages import api as messages_api
from server.agenda.routes.planning import api as planning_api
from server.agenda.schemas.appointments import AgendaBody
from server.agenda.telling.kinds import KINDS as TOLD
from server.agenda.telling.links import PAGE as LINK_PAGE
from server.assets import Assets
from server.core.audit_queue import AuditQueue
from server.core.blobs import Blobs
from server.core.blobs.scanner import Clamd, NoScanner
from server.core.blobs.sweeping import sweep
from server.core.clock import Clock, SystemClock
from server.core.crypto import Keyring, load_root_key
from server.core.db import Database
from server.core.errors import NotFound, TooLarge, WrongMethod
from server.core.http import Endpoint, House, routes_of
from server.core.http.dispatch import LARGEST_BODY, largest_of
from server.core.http.guard import COMPILING, Guard
from server.core.http.problems import problem
from server.core.http.sections import Sections
from server.core.opening import open_core
from server.core.unit import Core
from server.demo.routes import DemoLive
from server.demo.routes import api as demo_api
from server.documents.appointments import told_by
from server.documents.following import DOCUMENTS
from server.documents.letters import KINDS as DOCUMENT_LETTERS
from server.documents.routes import api as documents_api
from server.documents.schemas import PatientBody
from server.live import GUESTS_PATH, Live
from server.maintenance.jobs import HOUSEKEEPING
from server.maintenance.worker import Job, work
from server.media import Forwarding
from server.notices.office import Office, carrier_of, sms_carrier_of
from server.notices.reports import Reports
from server.notices.routes import api as mailbox_api
from server.patients.following import follow
from server.patients.routes import api as patients_api
from server.patients.schemas import Duplicate
from server.payments.letters import KINDS as PAYMENT_LETTERS
from server.payments.routes import api as payments_api
from server.payments.till import TillHolder, till_of
from server.referrals import following as referrals
from server.referrals.letters import KINDS as REFERRAL_LETTERS
from server.referrals.routes import api as referrals_api
from server.referrals.schemas import ReferralsBody
from server.settings import Settings
from server.topics import KINDS

VERSION = "0.1.0"
WEB = Path(__file__).resolve().parent.parent / "web" / "dist"

ENDPOINTS: tuple[Endpoint, ...] = (
    *accounts_api.endpoints,
    *patients_api.endpoints,
    *documents_api.endpoints,
    *appointments_api.endpoints,
    *messages_api.endpoints,
    *planning_api.endpoints,
    *sheet_api.endpoints,
    *mailbox_api.endpoints,
    *guest_api.endpoints,
    *host_api.endpoints,
    *company_api.endpoints,
    *desk_api.endpoints,
    *payments_api.endpoints,
    *exchange_api.endpoints,
    *chat_api.endpoints,
    *push_api.endpoints,
    *missions_api.endpoints,
    *instructions_api.endpoints,
    *phone_api.endpoints,
    *urgent_api.endpoints,
    *referrals_api.endpoints,
)
SIGNED = frozenset(each.path for each in ENDPOINTS if each.access == "signed")
follow(AGENDAS)
follow(DOCUMENTS)
follow(CONVERSATIONS)
follow(MISSIONS)
tell_of("mission", mission_card)
told_by(APPOINTMENTS)
consultations_by(in_progress)
KINDS_OF_MESSAGE = (*LETTERS, *DOCUMENT_LETTERS, *TOLD, *PAYMENT_LETTERS, *REFERRAL_LETTERS)
_BY_NAME = {kind.name: kind for kind in KINDS_OF_MESSAGE}
BESIDE = (
    AgendaBody,
    PracticeBody,
    PersonBody,
    PatientBody,
    SheetBody,
    RoomBody,
    CallsBody,
    ExchangeBody,
    ConversationBody,
    ChatsBody,
    MissionsBody,
    TodoBody,
    InstructionsBody,
    PresenceBody,
    PhoneBody,
    UrgentBody,
    ReferralsBody,
    Duplicate,
    DemoLive,
)
"""What the browser reads from topics, refusals and the demo's own routes: the document names them too."""


class Hint:
    """The way from a commit to the hub, which is made after the core; to those of other processes where there is none."""

    hub: Hub | None = None
    speaker: Speaker | None = None

    def __call__(self, topic: str, seq: int, payload: bytes) -> None:
        """Wake the screens of a topic."""
        waking = self.hub or self.speaker
        if waking is not None:
            waking.publish(topic, seq, payload)


@dataclass(slots=True)
class OpenDoors:
    """How a change of rights reaches the open screens; in every process, by a word through the broker."""

    hint: Hint

    def close_session(self, session_id: str) -> None:
        """Close the screens of a session that ended."""
        self._say(b"c" + session_id.encode())

    def reauthorize(self, person_id: str) -> None:
        """Ask again what the screens of this person may show."""
        self._say(b"r" + person_id.encode())

    def _say(self, word: bytes) -> None:
        if self.hint.hub is not None:
            self.hint.hub.control(word)

    def hear(self, word: bytes) -> None:
        """Do here what a process said."""
        hub, name = self.hint.hub, word[1:].decode()
        if hub is None:
            return
        if word.startswith(b"c"):
            hub.close_session(name, SIGNED_OUT)
        elif word.startswith(b"r"):
            if isinstance(hub.gate, Live):
                hub.gate.forget(name)
            hub.reauthorize(name)


def build_core(settings: Settings, *, clock: Clock | None = None, hint: Hint | None = None) -> Core:
    """The core alone, for the worker and the command line: no screen is attached."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    hint = hint or Hint()
    return Core(
        db=db,
        keyring=Keyring(load_root_key(settings.root_key, settings.data_dir)),
        clock=clock or SystemClock(),
        audit=AuditQueue(db),
        publish=hint,
        doors=OpenDoors(hint),
    )


def broker_of(settings: Settings) -> Broker:
    """The broker between processes: Redis when there is one."""
    return _redis(settings, "") if settings.redis_url else MemoryBroker()


def media_broker_of(settings: Settings) -> Broker | None:
    """The broker of what processes say of media, apart: whoever forwards packets reads no event of an agenda."""
    return _redis(settings, ":media") if settings.redis_url else None


def _redis(settings: Settings, channel: str) -> Broker:
    from realtime.brokers.redis import RedisBroker

    # Several deployments may share a Redis: those of one database hear each other.
    return RedisBroker(settings.redis_url, "ardoise:" + sha256(settings.database.encode()).hexdigest()[:16] + channel)


def jobs_of(settings: Settings, core: Core) -> tuple[Job, ...]:
    """Everything that happens by itself: housekeeping, and messages to people."""
    office = Office(carrier_of(settings, core), KINDS_OF_MESSAGE, settings.url, sms_carrier_of(settings, core), settings.mail_from)
    blobs = blobs_of(settings, core)
    return (
        *HOUSEKEEPING,
        Job("letters", 1.0, office.deliver_due),
        Job("pushes", 2.0, PushOffice((*PUSHED, *PUSHED_URGENTLY), settings).deliver_due),
        Job("forget_chats", 3600.0, forget_chats),
        Job("missions", tending.EVERY, tending.tend),
        Job("referrals", referrals.EVERY, referrals.tend),
        Job("urgent", climbing.EVERY, climbing.look),
        Job("reminders", reminders.EVERY, reminders.tend),
        Job("chat_lists", reminders.EVERY, reminders.tell_late),
        Job("presence", presence.EVERY, presence.tend),
        Job("sweep_files", 600.0, lambda core: sweep(core, blobs)),
    )


def blobs_of(settings: Settings, core: Core) -> Blobs:
    """Where files lie, and what looks at them."""
    return Blobs(settings.data_dir, core.keyring, Clamd(settings.scanner) if settings.scanner else NoScanner())


def build_app(settings: Settings, *, clock: Clock | None = None, works: bool = True) -> Starlette:
    """The whole application: HTTP, WebSocket, pages, and unless `works` is False the jobs too."""
    hint = Hint()
    core = build_core(settings, clock=clock, hint=hint)
    sessions = Sessions(core, settings)
    guests = Guests(core, settings)
    live = Live(core, sessions, guests, settings.origins, "", KINDS)
    hub = hint.hub = Hub(live, broker_of(settings))
    assert isinstance(core.doors, OpenDoors)
    hub.on_control = core.doors.hear
    forwarding = Forwarding(core, settings, hub.tell, media_broker_of(settings), here=settings.media == "here")
    together = Together(core)
    house = House(
        core=core,
        settings=settings,
        authenticate=sessions.actor,
        services={
            Hub: hub,
            Sessions: sessions,
            Passwords: Passwords(),
            Guests: guests,
            Calls: Calls(forwarding.media, core.clock, settings),
            Blobs: blobs_of(settings, core),
            Reports: Reports(_BY_NAME),
            TillHolder: TillHolder(till_of(settings)),
            Together: together,
        },
    )
    largest = largest_of(ENDPOINTS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        live.epoch = await open_core(core)
        await hub.start()
        await forwarding.start()
        async with asyncio.TaskGroup() as group:
            beside = [live.watch(hub), sessions.run(), together.lists.run(), keep_pace(core), *forwarding.beside()]
            if works:
                beside.append(work(core, jobs_of(settings, core)))
            running = [group.create_task(each) for each in beside]
            try:
                yield
            finally:
                await hub.stop()
                await forwarding.stop()
                for task in running:
                    task.cancel()
        await core.db.close()

    routes: list[BaseRoute] = [
        Sections(routes_of(house, (*ENDPOINTS, *(demo_api.endpoints if settings.demo else ())))),
        *health.routes(core, hub.counters, settings),
        WebSocketRoute("/ws", LiveEndpoint(hub)),
        WebSocketRoute(GUESTS_PATH, LiveEndpoint(hub)),
        *_pages(),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(Guard, origins=settings.origins, secure=settings.secure, largest=largest, signed=SIGNED),
            Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY),  # for bodies that do not say how long they are
        ],
        exception_handlers={404: _missing, 405: _wrong_method, 413: _too_large(largest)},
    )


def _pages() -> list[BaseRoute]:
    async def page(_: Request) -> Response:
        return FileResponse(WEB / "app.html")

    async def room(_: Request) -> Response:
        return FileResponse(WEB / "room.html", headers={"content-security-policy": COMPILING})

    async def manage(_: Request) -> Response:
        return FileResponse(WEB / "manage.html")

    async def service_worker(_: Request) -> Response:
        return FileResponse(WEB / "sw.js", media_type="text/javascript")

    async def manifest(_: Request) -> Response:
        return FileResponse(WEB / "manifest.webmanifest", media_type="application/manifest+json")

    paths = ("/", "/{page:path}")
    assets = Assets(directory=WEB / "assets", check_dir=False)
    return [
        Mount("/assets", assets),
        Mount("/api", _missing_here),
        *(Route(path, room, methods=["GET"]) for path in ("/room", "/consultation/{appointment_id}")),
        Route(LINK_PAGE, manage, methods=["GET"]),
        Route("/sw.js", service_worker, methods=["GET"]),
        Route("/manifest.webmanifest", manifest, methods=["GET"]),
        *(Route(path, page, methods=["GET"]) for path in paths),
    ]


async def _missing_here(scope: Scope, receive: Receive, send: Send) -> None:
    await problem(NotFound())(scope, receive, send)


async def _missing(_: Request, __: Exception) -> Response:
    return problem(NotFound())


async def _wrong_method(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = problem(WrongMethod())
    response.headers.update(error.headers or {})
    return response


def _too_large(largest: Callable[[str], int]) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, _: Exception) -> Response:
        return problem(TooLarge(limit=largest(request.url.path)))

    return answer
