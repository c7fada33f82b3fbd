"""What processes say to each other about media. Plain data; whoever is not meant reads the address alone."""

from msgspec import Raw, Struct, msgpack

from rtc.media import Answer, Rule, Slot


class Offer(Struct, frozen=True, array_like=True, tag="offer"):
    """`Media.offer`."""

    room: str
    seat: str
    connection: str
    sdp: str
    rules: dict[str, Rule]
    echo: bool


class Candidate(Struct, frozen=True, array_like=True, tag="candidate"):
    """`Media.candidate`."""

    room: str
    seat: str
    connection: str
    candidate: str | None
    mid: str | None


class Rules(Struct, frozen=True, array_like=True, tag="rule"):
    """`Media.rule`."""

    room: str
    rules: dict[str, Rule]


class Leave(Struct, frozen=True, array_like=True, tag="leave"):
    """`Media.leave`."""

    room: str
    seat: str
    connection: str | None


class Close(Struct, frozen=True, array_like=True, tag="close"):
    """`Media.close`."""

    room: str


class AskSlots(Struct, frozen=True, array_like=True, tag="slots"):
    """`Media.slots`."""

    room: str
    seat: str


Ask = Offer | Candidate | Rules | Leave | Close | AskSlots


class Done(Struct, frozen=True, array_like=True, tag="done"):
    """It was done, and there is nothing to say of it."""


class Answered(Struct, frozen=True, array_like=True, tag="answered"):
    """An offer's answer."""

    answer: Answer


class Filled(Struct, frozen=True, array_like=True, tag="filled"):
    """Who fills the slots asked about."""

    slots: list[Slot]


class Bad(Struct, frozen=True, array_like=True, tag="bad"):
    """`BadOffer`, with its sentence."""

    text: str


class Full(Struct, frozen=True, array_like=True, tag="full"):
    """`RoomFull`."""


class Failed(Struct, frozen=True, array_like=True, tag="failed"):
    """A bug of ours, or nobody can be asked now: another process would change nothing."""


class Leaving(Struct, frozen=True, array_like=True, tag="leaving"):
    """This process ends: ask another one."""


Said = Done | Answered | Filled | Bad | Full | Failed | Leaving


class Request(Struct, frozen=True, array_like=True, tag="q"):
    """One process asks another; `number` comes back with the reply. `ask`: an `Ask`, which only `to` decodes."""

    to: str
    by: str
    number: int
    ask: Raw


class Reply(Struct, frozen=True, array_like=True, tag="r"):
    """What it answers. `said`: a `Said`."""

    to: str
    number: int
    said: Raw


class Beat(Struct, frozen=True, array_like=True, tag="b"):
    """A process that forwards says that it lives, and how many browsers it serves."""

    node: str
    connections: int


class Bye(Struct, frozen=True, array_like=True, tag="x"):
    """It ends: nothing more is asked of it."""

    node: str


class Roll(Struct, frozen=True, array_like=True, tag="w"):
    """Who is there? Every process that forwards answers with a beat."""


Word = Request | Reply | Beat | Bye | Roll

encode = msgpack.Encoder().encode
read_word = msgpack.Decoder(Word).decode
read_ask = msgpack.Decoder(Ask).decode
read_said = msgpack.Decoder(Said).decode
