"""A fictional colleague at his desk: he signs in, watches agendas over the push protocol, and acts over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from server.demo import cast

_DAYS = 8
"""Days of agenda that a colleague watches, from today."""
_FICTIONAL = "fictional"
"""What marks the presence of a fictional colleague."""
View = dict[str, Any]


class Gone(Exception):
    """His log-in opens nothing any more: somebody changed his password, or asks him for a second factor."""


class Colleague:
    """One signed-in colleague and what he sees."""

    def __init__(self, url: str, member: cast.Member) -> None:
        self.member = member
        self._url = url.rstrip("/")
        self.http = httpx.AsyncClient(base_url=self._url, headers={"origin": self._url}, timeout=15)
        self.seen: dict[str, dict[str, dict[str, View]]] = {}
        """Agenda → collection → id → view."""
        self.rights: dict[str, set[str]] = {}
        self.practices: list[str] = []
        self._present: dict[str, dict[str, View]] = {}
        """Practice → connection → what it looks at."""
        self.connection = ""
        self._socket: ClientConnection | None = None

    @asynccontextmanager
    async def at_work(self, today: date) -> AsyncIterator[None]:
        """Signed in and watching, until the block ends.

        Raises:
            httpx.HTTPError, OSError: the server does not answer, or refuses.
            Gone: it will refuse the next time too.
        """
        try:
            answer = await self.http.post("/api/login", json={"email": self.member.email, "password": cast.PASSWORD})
            if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY or (answer.is_success and answer.json()["state"] != "signed_in"):
                raise Gone
            answer.raise_for_status()
            me = (await self.http.get("/api/me")).raise_for_status().json()
            self.rights = {agenda["practitioner"]["id"]: set(agenda["rights"]) for agenda in me["agendas"]}
            self.practices = [practice["id"] for practice in me["practices"]]
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
            address = f"{'wss' if self._url.startswith('https') else 'ws'}://{urlsplit(self._url).netloc}/ws"
            async with connect(
                address,
                origin=Origin(self._url),
                subprotocols=[Subprotocol("ardoise.v1")],
                additional_headers={"cookie": cookies},
                max_size=None,
                compression=None,
            ) as socket:
                self._socket = socket
                async with asyncio.TaskGroup() as group:
                    running = [group.create_task(self._read(socket)), group.create_task(self._beat(socket))]
                    days = {"from": today.isoformat(), "to": (today + timedelta(days=_DAYS)).isoformat()}
                    topics = [(f"agenda/{agenda}", days) for agenda in self.rights]
                    topics += [(f"practice/{practice}", {}) for practice in self.practices]
                    for number, (topic, params) in enumerate(topics):
                        await socket.send(msgspec.json.encode({"t": "sub", "id": number, "topic": topic, "params": params}).decode())
                    await self.look_at(today.isoformat(), list(self.rights))
                    yield
                    for task in running:
                        task.cancel()
        finally:
            await self.http.aclose()

    async def look_at(self, day: str, agendas: list[str]) -> None:
        """Let the others see where he is, as a browser does."""
        for practice in self.practices:
            if self._socket is not None:
                frame = {"t": "here", "topic": f"practice/{practice}", "state": self.presence(day, agendas)}
                await self._socket.send(msgspec.json.encode(frame).decode())

    def presence(self, day: str, agendas: list[str]) -> View:
        """What the others are told of him."""
        return {"day": day, "view": "day", "practitioners": agendas, _FICTIONAL: True}

    def in_sight(self) -> set[tuple[str, str]]:
        """The agendas, with the day, that people who are not fictional have before their eyes."""
        states = [state for present in self._present.values() for state in present.values() if _FICTIONAL not in state]
        return {(agenda, state.get("day", "")) for state in states for agenda in state.get("practitioners", ())}

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            self.hear(msgspec.json.decode(text))

    async def _beat(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(15)
            await socket.send('{"t":"ping"}')

    def hear(self, frame: View) -> None:
        """Take in what the server pushed."""
        kind, _, about = frame.get("topic", "").partition("/")
        match frame["t"]:
            case "hello":
                self.connection = frame["connection"]
            case "snap" if kind == "practice":
                self._present.pop(about, None)
            case "pres":
                present = self._present.setdefault(about, {})
                present.update({each["connection"]: each["state"] for each in frame.get("put", ())})
                for gone in frame.get("drop", ()):
                    present.pop(gone, None)
            case "snap":
                self.seen[about] = {name: {view["id"]: view for view in views} for name, views in frame["body"].items()}
            case "evt" if kind == "agenda":
                seen = self.seen.setdefault(about, {})
                for name, views in frame["body"].get("put", {}).items():
                    seen.setdefault(name, {}).update({view["id"]: view for view in views})
                for name, ids in frame["body"].get("drop", {}).items():
                    for gone in ids:
                        seen.get(name, {}).pop(gone, None)

    def may(self, agenda: str, right: str) -> bool:
        """Whether a right is his on an agenda."""
        return right in self.rights.get(agenda, ())

    def appointments(self) -> list[View]:
        """Every appointment that he sees and may move."""
        return [
            view
            for agenda, seen in self.seen.items()
            if self.may(agenda, "move")
            for view in seen.get("appointments", {}).values()
            if view["patient"] is not None and view["type_id"] is not None
        ]

    def free_slots(self, now: datetime) -> list[tuple[str, View]]:
        """Free slots to come, with whose they are, those under somebody's hand left out."""
        found = []
        for agenda, seen in self.seen.items():
            if not self.may(agenda, "book"):
                continue
            held = [(claim["starts_at"], claim["ends_at"]) for claim in seen.get("claims", {}).values()]
            for day in seen.get("days", {}).values():
                for slot in day["slots"]:
                    starts_at = datetime.fromisoformat(slot["starts_at"])
                    under_hand = any(a < slot["ends_at"] and b > slot["starts_at"] for a, b in held)
                    if starts_at > now and not slot["blocked"] and not under_hand:
                        found.append((agenda, slot))
        return found
