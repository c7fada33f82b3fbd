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
                    running = [group.create_task(self._read(socket, today)), group.create_task(self._beat(socket))]
                    period = {"from": today.isoformat(), "to": (today + timedelta(days=_DAYS)).isoformat()}
                    topics: list[tuple[str, View]] = [(f"practice/{practice['id']}", {}) for practice in me["practices"]]
                    topics += [(f"agenda/{agenda}", period) for agenda in self.rights]
                    for number, (topic, params) in enumerate(topics):
                        await self._say(socket, t="sub", id=number, topic=topic, params=params)
                    yield
                    for task in running:
                        task.cancel()
        finally:
            await self.http.aclose()

    @staticmethod
    async def _say(socket: ClientConnection, **frame: object) -> None:
        await socket.send(msgspec.json.encode(frame).decode())

    async def _read(self, socket: ClientConnection, today: date) -> None:
        async for text in socket:
            frame = msgspec.json.decode(text)
            if not frame.get("topic", "").startswith("practice/"):
                self._hear(frame)
            elif frame["t"] == "snap":
                state = {"day": today.isoformat(), "view": "day", "practitioners": list(self.rights)}
                await self._say(socket, t="here", topic=frame["topic"], state=state)

    async def _beat(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(15)
            await self._say(socket, t="ping")

    def _hear(self, frame: View) -> None:
        match frame["t"]:
            case "hello":
                self.connection = frame["connection"]
            case "snap":
                agenda = frame["topic"].partition("/")[2]
                self.seen[agenda] = {name: {view["id"]: view for view in views} for name, views in frame["body"].items()}
            case "evt":
                seen = self.seen.setdefault(frame["topic"].partition("/")[2], {})
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
