"""The library's peer connection, with our own sender and receiver in it.

Nothing is decoded or encoded: the library is left with SDP, ICE and DTLS. There is no public way to do this; what we rely upon is
listed in tests/rtc/sfu/test_library.py, which fails when it moves.
"""

from collections.abc import Awaitable, Callable

import aiortc.rtcpeerconnection as library
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender
from aiortc.mediastreams import MediaStreamTrack
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcrtpparameters import RTCRtpCodecCapability, RTCRtpReceiveParameters, RTCRtpSendParameters
from aiortc.rtcrtptransceiver import RTCRtpTransceiver
from aiortc.rtp import AnyRtcpPacket, RtpPacket

from rtc.sfu.downlink import Downlink
from rtc.sfu.uplink import Uplink

FORWARDED = {"audio": {"audio/opus"}, "video": {"video/VP8", "video/rtx"}}
"""What we can forward: a key frame must be told from another picture."""


class Sender(RTCRtpSender):
    """Sends nothing by itself; learns what was agreed on."""

    downlink: Downlink | None = None

    async def send(self, parameters: RTCRtpSendParameters) -> None:
        """Tell the stream what was agreed on."""
        if self.downlink is not None:
            self.downlink.configure(parameters)

    async def stop(self) -> None:
        """There is nothing to stop."""


class Receiver(RTCRtpReceiver):
    """Receives nothing by itself, and starts no decoder; learns what was agreed on."""

    uplink: Uplink | None = None
    opened: Callable[[Uplink], None]

    async def receive(self, parameters: RTCRtpReceiveParameters) -> None:
        """Tell the stream what was agreed on."""
        if self.uplink is not None:
            self.uplink.configure(parameters)
            self.opened(self.uplink)

    async def stop(self) -> None:
        """There is nothing to stop."""

    def _handle_disconnect(self) -> None:
        """There is no track to end."""

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        """Nothing comes this way: `Door` takes media first."""

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        """Nothing comes this way: `Door` takes media first."""


_OURS = {"RTCRtpSender": Sender, "RTCRtpReceiver": Receiver}


class Peer(RTCPeerConnection):
    """A peer connection that forwards. Its transceivers are those of the offer."""

    def __init__(self) -> None:
        super().__init__(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))

    def _RTCPeerConnection__createTransceiver(  # noqa: N802 - the library's private name
        self, direction: str, kind: str, sender_track: MediaStreamTrack | None = None
    ) -> RTCRtpTransceiver:
        theirs = {name: vars(library)[name] for name in _OURS}
        vars(library).update(_OURS)  # the only way in: it names the classes it makes
        try:
            made: RTCRtpTransceiver = super()._RTCPeerConnection__createTransceiver(direction, kind, sender_track)  # type: ignore[misc]
        finally:
            vars(library).update(theirs)
        made._preferred_codecs = _forwarded(kind)
        return made

    @property
    def dtls(self) -> RTCDtlsTransport:
        """The one transport that all sections share."""
        transport: RTCDtlsTransport = self.getTransceivers()[0].receiver.transport
        return transport

    def gather_with(self, gather: Callable[[], Awaitable[None]]) -> None:
        """Open sockets this way instead of the library's."""
        self.dtls.transport._connection.gather_candidates = gather  # type: ignore[method-assign,assignment]


def _forwarded(kind: str) -> list[RTCRtpCodecCapability]:
    every = RTCRtpSender.getCapabilities(kind).codecs
    return [codec for codec in every if codec.mimeType in FORWARDED[kind]]
