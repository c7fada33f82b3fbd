"""A seat without a browser whose small picture a browser decodes: a real encoder sends it; what arrives is thrown away."""

from typing import Any

import aiortc.rtcpeerconnection as library
from aiortc import (
    AudioStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpReceiver,
)
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters
from av import VideoFrame

from tests.support.caller import Caller
from tests.support.media.film import Film, connected


class _Calm(Film):
    """Ten frames a second: one sees that it goes on, and several of them leave the processor to those who look."""

    async def recv(self) -> VideoFrame:
        """The next one, when it is due."""
        for _ in range(2):
            await self.next_timestamp()
        return await super().recv()


class _Receiver(RTCRtpReceiver):
    async def receive(self, parameters: RTCRtpReceiveParameters) -> None:
        pass

    async def stop(self) -> None:
        pass


class _Connection(RTCPeerConnection):
    def _RTCPeerConnection__createTransceiver(self, *given: Any, **named: Any) -> Any:  # noqa: N802
        theirs = vars(library)["RTCRtpReceiver"]
        vars(library)["RTCRtpReceiver"] = _Receiver
        try:
            return super()._RTCPeerConnection__createTransceiver(*given, **named)  # type: ignore[misc]
        finally:
            vars(library)["RTCRtpReceiver"] = theirs


async def filmed(caller: Caller, connection: str) -> RTCPeerConnection:
    """Join a consultation as the guest whose cookie this is; close what is given."""
    pc = _Connection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    for sent in (AudioStreamTrack(), _Calm(), "video"):
        pc.addTransceiver(sent, "sendonly")
    for _ in range(5):
        for kind in ("audio", "video"):
            pc.addTransceiver(kind, "recvonly")
    await pc.setLocalDescription(await pc.createOffer())
    answer = await caller.post("/api/room/offer", {"connection": connection, "sdp": pc.localDescription.sdp})
    assert answer.status_code == 200, answer.text
    await connected(pc, answer.json()["sdp"])
    return pc
