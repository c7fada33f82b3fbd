"""The way out to one browser: what ICE chose, and the keys that DTLS agreed on."""

from aioice.ice import CandidatePair
from aiortc.rtcdtlstransport import RTCDtlsTransport

from rtc.sfu.keys import Key


class Path:
    """Sends packets, protected. Nothing is sent before the keys are there, and after the connection closed."""

    def __init__(self, dtls: RTCDtlsTransport) -> None:
        self.is_over = False
        self._dtls = dtls
        self._nominated = dtls.transport._connection._nominated
        self._pair: CandidatePair | None = None

    def _follow(self) -> bool:
        """Follow ICE to the pair it nominated; it changes when the browser changes networks."""
        pair = self._nominated.get(1)
        if pair is None or self.is_over or self._dtls._tx_srtp is None:
            self._pair = None
            return False
        self._pair = pair
        self._sendto = pair.protocol.transport.sendto
        self._address = pair.remote_addr
        key = Key(self._dtls._tx_srtp)
        self._protect, self._protect_report = key.protect, key.protect_report
        return True

    def send(self, packet: bytes) -> None:
        """Send media."""
        if (self._pair is None or self._nominated.get(1) is not self._pair) and not self._follow():
            return
        protected = self._protect(packet)
        if protected is not None:
            self._sendto(protected, self._address)

    def report(self, packet: bytes) -> None:
        """Send RTCP."""
        if (self._pair is None or self._nominated.get(1) is not self._pair) and not self._follow():
            return
        protected = self._protect_report(packet)
        if protected is not None:
            self._sendto(protected, self._address)
