"""What is measured on our side: media behind one address. `--relay`: the library's MediaRelay, which decodes and encodes."""

import argparse
import asyncio
import json

import uvicorn
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rtc.sfu import LocalMedia


class Relayed:
    """Calls of two with what the library offers: each sender's track is what the other's receiver decoded."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._rooms: dict[str, list[RTCPeerConnection]] = {}

    async def offer(self, room: str, sdp: str) -> str:
        """Answer, and join the call once two are there."""
        pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        people = self._rooms.setdefault(room, [])
        people.append(pc)
        await pc.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="offer"))
        for transceiver in pc.getTransceivers():
            transceiver.direction = "sendonly" if transceiver._offerDirection == "sendonly" else "recvonly"
        await pc.setLocalDescription(await pc.createAnswer())
        if len(people) == 2:
            for one, other in (people, people[::-1]):
                self._show(one, other)
        return pc.localDescription.sdp

    def _show(self, one: RTCPeerConnection, other: RTCPeerConnection) -> None:
        for kind in ("audio", "video"):
            track = next(t.receiver.track for t in one.getTransceivers() if t.kind == kind and t.direction == "recvonly")
            sender = next(t.sender for t in other.getTransceivers() if t.kind == kind and t.direction == "sendonly")
            sender.replaceTrack(self._relay.subscribe(track))


async def serve(port: int, *, relay: bool) -> None:
    """Serve until told to end."""
    media, relayed = LocalMedia(), Relayed()
    await media.start()

    async def offer(request: Request) -> Response:
        asked = json.loads(await request.body())
        if relay:
            return JSONResponse({"sdp": await relayed.offer(asked["room"], asked["sdp"])})
        answer = await media.offer(asked["room"], asked["seat"], "1", asked["sdp"])
        return JSONResponse({"sdp": answer.sdp})

    application = Starlette(routes=[Route("/offer", offer, methods=["POST"])])
    config = uvicorn.Config(application, host="127.0.0.1", port=port, log_level="error", lifespan="off", ws="none")
    await uvicorn.Server(config).serve()
    await media.stop()


def main() -> None:
    import uvloop

    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--relay", action="store_true")
    asked = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(asked.port, relay=asked.relay))


if __name__ == "__main__":
    main()
