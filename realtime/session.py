"""One client's side of the protocol, without any I/O: text comes in, what it asks for comes out."""

import msgspec

from realtime.frames import PONG, ClientFrame, Err, Here, Ping, Sig, Sub, Unsub, decode, frame
from realtime.limits import Limits

SUB_COST = 4.0
"""A subscription costs as much as this many other frames."""


class Violation(Exception):
    """The client is not one of ours: close 4500."""


class Reply(msgspec.Struct, frozen=True):
    """Send this frame back; nothing else is asked."""

    frame: bytes


Intent = Sub | Unsub | Sig | Here | Reply
"""What remains to be done for a frame; None when there is nothing to do."""


class Session:
    """What a client may say next: its subscriptions and how fast it speaks.

    Each message is first received (is it a frame, does it come too fast?), then weighed when its turn comes, since
    the frames before it decide what it means.
    """

    __slots__ = ("_at", "_limits", "_tokens", "lenses")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._tokens = float(limits.burst)
        self._at = now
        self.lenses: dict[str, str] | None = None

    def receive(self, text: str, now: float) -> ClientFrame | None:
        """Understand one message, heard at `now` (seconds). None: a signal that came too fast to matter.

        Raises:
            Violation: it is not a frame of the protocol, or the client speaks much too fast.
        """
        try:
            said: ClientFrame = decode(text)
        except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError) as error:
            raise Violation(type(error).__name__) from None
        refill = (now - self._at) * self._limits.frames_per_second
        self._at = now
        self._tokens = min(self._tokens + refill, self._limits.burst) - (SUB_COST if isinstance(said, Sub) else 1.0)
        if self._tokens >= 0:
            return said
        # Signals may run up a debt of one burst before they count as an attack: a pointer moves faster than it matters.
        if isinstance(said, Sig) and self._tokens > -self._limits.burst:
            return None
        raise Violation("too_many")

    def weigh(self, said: ClientFrame) -> Intent | None:
        """Decide what to do for a frame, now that everything before it is done."""
        match said:
            case Ping():
                return Reply(PONG)
            case Sub():
                if self.lens(said.topic) is None and len(self.lenses or ()) >= self._limits.topics:
                    return Reply(frame(Err("too_many_topics", id=said.id)))
            case Unsub():
                if self.lens(said.topic) is None:
                    return None
            case Sig() | Here():
                if self.lens(said.topic) is None:
                    return Reply(frame(Err("not_subscribed", topic=said.topic)))
                if isinstance(said, Here) and len(bytes(said.state)) > self._limits.state:
                    return Reply(frame(Err("too_large", topic=said.topic)))
        return said

    def lens(self, topic: str) -> str | None:
        """Give the lens of a live subscription."""
        return self.lenses.get(topic) if self.lenses else None

    def joined(self, topic: str, lens: str) -> None:
        """Note that the topic is live now, through that lens."""
        if self.lenses is None:
            self.lenses = {}
        self.lenses[topic] = lens

    def left(self, topic: str) -> str | None:
        """Note that the topic is not live any more; give the lens it had."""
        return self.lenses.pop(topic, None) if self.lenses else None

    def topics(self) -> tuple[tuple[str, str], ...]:
        """List the live subscriptions with their lenses, as they are now."""
        return tuple(self.lenses.items()) if self.lenses else ()
