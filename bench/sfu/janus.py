"""Janus as Debian ships it, and its videoroom as a client speaks to it."""

import asyncio
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from aiortc import RTCSessionDescription

from bench.sfu.peer import Connection

_UNUSED = {
    "plugins": "audiobridge echotest recordplay sip nosip streaming textroom videocall voicemail lua duktape",
    "transports": "websockets rabbitmq mqtt nanomsg pfunix",
}
_MAIN = """general: { configs_folder = "%(folder)s" debug_level = 3 }
media: { rtp_port_range = "20000-30000" }
nat: { ignore_mdns = true }
loggers: {}
"""
_HTTP = """general: { json = "compact" base_path = "/janus" http = true port = %(port)d ip = "127.0.0.1" https = false }
admin: { admin_http = false }
"""


def command(folder: Path, port: int) -> Sequence[str]:
    """Configure it; gives how it is started. Installs it from Debian's packages when it is not there."""
    if shutil.which("janus") is None:
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "janus"], check=True)
    folder.mkdir(parents=True, exist_ok=True)
    left_out = [
        f'{kind}: {{ disable = "{",".join(f"libjanus_{name}.so" for name in names.split())}" }}\n' for kind, names in _UNUSED.items()
    ]
    (folder / "janus.jcfg").write_text(_MAIN % {"folder": folder} + "".join(left_out))
    (folder / "janus.transport.http.jcfg").write_text(_HTTP % {"port": port})
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: {}\n")
    return [shutil.which("janus") or "janus", "-C", str(folder / "janus.jcfg"), "-F", str(folder)]


class Session:
    """One client's session: requests, and the events that answer them."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http, self._url = http, f"{url}/janus"
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def begin(self) -> "Session":
        """Open it."""
        self._path = f"{self._url}/{(await self._ask(self._url, janus='create'))['data']['id']}"
        self._polling = asyncio.get_running_loop().create_task(self._poll())
        return self

    async def end(self) -> None:
        """Close it."""
        self._polling.cancel()
        await asyncio.gather(self._polling, return_exceptions=True)
        await self._ask(self._path, janus="destroy")

    async def _ask(self, path: str, **body: Any) -> dict[str, Any]:
        answer = await self._http.post(path, json={**body, "transaction": secrets.token_hex(6)}, timeout=20)
        found: dict[str, Any] = answer.json()
        return found

    async def _poll(self) -> None:
        while True:
            events = (await self._http.get(self._path, params={"maxev": 10}, timeout=60)).json()
            for event in events if isinstance(events, list) else [events]:
                waiting = self._waiting.pop(event.get("transaction", ""), None) if event.get("janus") == "event" else None
                if waiting is not None and not waiting.done():
                    waiting.set_result(event)

    async def attach(self) -> str:
        """A handle of the videoroom."""
        return f"{self._path}/{(await self._ask(self._path, janus='attach', plugin='janus.plugin.videoroom'))['data']['id']}"

    async def create(self, handle: str, room: int, people: int) -> None:
        """A room, with the codecs that we use."""
        body = {"request": "create", "room": room, "publishers": people, "bitrate": 0, "videocodec": "vp8", "audiocodec": "opus"}
        await self._ask(handle, janus="message", body=body)

    async def say(self, handle: str, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        """Say something and wait for the event that answers it."""
        name = secrets.token_hex(6)
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        whole = {"janus": "message", "body": body, "transaction": name, **({"jsep": jsep} if jsep else {})}
        await self._http.post(handle, json=whole, timeout=20)
        return await asyncio.wait_for(waiting, 20)


async def publish(session: Session, room: int, pc: Connection) -> int:
    """Send a voice and a camera; gives the number that others ask for."""
    handle = await session.attach()
    joined = await session.say(handle, {"request": "join", "ptype": "publisher", "room": room})
    for kind in ("audio", "video"):
        pc.addTransceiver(kind, "sendonly")
    await pc.setLocalDescription(await pc.createOffer())
    answer = await session.say(handle, {"request": "publish"}, {"type": "offer", "sdp": pc.localDescription.sdp})
    await pc.setRemoteDescription(RTCSessionDescription(sdp=answer["jsep"]["sdp"], type="answer"))
    return int(joined["plugindata"]["data"]["id"])


async def subscribe(session: Session, room: int, feeds: Sequence[int], pc: Connection) -> None:
    """Receive these people, on one connection."""
    handle = await session.attach()
    body = {"request": "join", "ptype": "subscriber", "room": room, "streams": [{"feed": feed} for feed in feeds]}
    offer = await session.say(handle, body)
    await pc.setRemoteDescription(RTCSessionDescription(sdp=offer["jsep"]["sdp"], type="offer"))
    await pc.setLocalDescription(await pc.createAnswer())
    await session.say(handle, {"request": "start"}, {"type": "answer", "sdp": pc.localDescription.sdp})
