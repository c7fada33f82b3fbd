"""What we rely upon inside aiortc and aioice. When one of these fails after an upgrade, read rtc/sfu before anything else.

The version is pinned (`aiortc==1.16.*`): none of this is promised to us.
"""

import inspect
from importlib.metadata import version

import aioice.ice
import aiortc.rtcpeerconnection as library
import pylibsrtp
from aioice.ice import CandidatePair, Connection, StunProtocol
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from rtc.sfu.keys import LONGEST, Key
from rtc.sfu.packets import write
from rtc.sfu.peer import Peer, Receiver, Sender


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("aiortc").startswith("1.16.")


async def test_transceivers_are_made_by_the_one_private_method_that_we_replace() -> None:
    assert "RTCPeerConnection__createTransceiver" in "".join(vars(RTCPeerConnection))
    source = inspect.getsource(vars(RTCPeerConnection)["_RTCPeerConnection__createTransceiver"])
    assert "RTCRtpSender(" in source
    assert "RTCRtpReceiver(" in source
    peer = Peer()
    made = peer.addTransceiver("video")
    assert type(made.sender) is Sender
    assert type(made.receiver) is Receiver
    assert {codec.mimeType for codec in made._preferred_codecs} == {"video/VP8", "video/rtx"}
    assert library.RTCRtpSender is RTCRtpSender, "the library's own names are back"  # type: ignore[attr-defined]
    await peer.close()


async def test_senders_and_receivers_have_what_we_override_and_read() -> None:
    for name in ("send", "stop"):
        assert inspect.iscoroutinefunction(getattr(RTCRtpSender, name))
    for name in ("receive", "stop", "_handle_rtcp_packet", "_handle_rtp_packet"):
        assert inspect.iscoroutinefunction(getattr(RTCRtpReceiver, name))
    assert callable(RTCRtpReceiver._handle_disconnect)
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    made = peer.addTransceiver("video")
    for name in ("_ssrc", "_rtx_ssrc", "_stream_id"):
        assert hasattr(made.sender, name)
    for name in ("_preferred_codecs", "_headerExtensions", "_offerDirection"):
        assert hasattr(made, name)
    await peer.close()


async def test_the_keys_the_pair_and_the_sockets_are_where_we_look() -> None:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    dtls = peer.addTransceiver("audio").receiver.transport
    assert isinstance(dtls, RTCDtlsTransport)
    assert {"_rx_srtp", "_tx_srtp"} <= set(vars(dtls))
    assert isinstance(dtls.transport, RTCIceTransport)
    connection = dtls.transport._connection
    assert isinstance(connection, Connection)
    for name in (
        "_nominated",
        "_check_list",
        "_protocols",
        "_local_candidates",
        "_local_candidates_start",
        "_local_candidates_end",
        "remote_candidates",
        "gather_candidates",
    ):
        assert hasattr(connection, name)
    await peer.close()


def test_datagrams_pass_through_the_one_method_that_we_override() -> None:
    assert list(inspect.signature(StunProtocol.datagram_received).parameters) == ["self", "data", "addr"]
    assert "datagram_received" in vars(StunProtocol)
    source = inspect.getsource(aioice.ice.Connection.gather_candidates)
    assert "_local_candidates_start" in source
    assert "_local_candidates_end" in source
    assert {"SUCCEEDED"} <= set(CandidatePair.State.__members__)


def test_media_is_protected_by_the_calls_that_we_make() -> None:
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    inbound = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_INBOUND)
    packet = write(0x80, 96, 1, 2, 3, 0, b"picture")
    report = bytes((0x80, 201, 0, 1, 0, 0, 0, 3))
    theirs, ours = pylibsrtp.Session(policy), Key(pylibsrtp.Session(inbound))
    assert ours.open(theirs.protect(packet)) == packet
    assert ours.open_report(theirs.protect_rtcp(report)) == report
    mine, their_ears = Key(pylibsrtp.Session(policy)), pylibsrtp.Session(inbound)
    protected = mine.protect(packet)
    assert protected is not None
    assert their_ears.unprotect(protected) == packet
    assert (told := mine.protect_report(report)) is not None
    assert their_ears.unprotect_rtcp(told) == report
    assert ours.open(protected[:-1] + b"!") is None
    assert ours.open(b"") is None
    assert mine.protect(bytes(LONGEST + 1)) is None
