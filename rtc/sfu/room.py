"""One room: who is connected, and who sees whom."""

from collections.abc import Callable, Iterable, Mapping

from rtc.media import MediaEvent, Quality, Rule, Slot, Slots
from rtc.sfu.link import Link
from rtc.sfu.seating import Place, seated, voices

PEOPLE = 6
SCREEN_ENDS = 5.0
"""Seconds after which a screen that sends nothing is no longer shared."""


class Room:
    """The connections of one room. A seat keeps its slots when its connection is replaced."""

    def __init__(self, name: str, tell: Callable[[MediaEvent], None]) -> None:
        self.name = name
        self.links: dict[str, Link] = {}
        """The proven connection of each seat."""
        self.coming: dict[str, Link] = {}
        """The newest connection of a seat that is not proven yet."""
        self.rules: dict[str, Rule] = {}
        self._tell = tell

    def is_full_for(self, seat: str) -> bool:
        """Whether that seat would be one too many."""
        seats = self.links.keys() | self.coming.keys()
        return seat not in seats and len(seats) >= PEOPLE

    def every(self) -> list[Link]:
        """Every connection, proven or not."""
        return [*self.links.values(), *self.coming.values()]

    def apply(self, rules: Mapping[str, Rule]) -> None:
        """Forward, or stop forwarding, what these seats send."""
        self.rules.update(rules)
        for seat in rules:
            if (link := self.links.get(seat)) is not None:
                self._apply_to(link)

    def _apply_to(self, link: Link) -> None:
        rule = self.rules.get(link.seat, Rule())
        for uplink in link.uplinks.values():
            uplink.open(is_open=rule.heard if uplink.kind == "audio" else rule.seen)

    def admit(self, link: Link) -> Link | None:
        """Make a connection the one of its seat; gives the one it replaces."""
        older = self.links.get(link.seat)
        if older is not None:
            older.detach()
            link.places = {i: place for i, place in older.places.items() if i < len(link.slots)} | link.places
        self.coming.pop(link.seat, None)
        self.links[link.seat] = link
        self._apply_to(link)
        return older

    def remove(self, link: Link) -> None:
        """Forget a connection."""
        for held in (self.links, self.coming):
            if held.get(link.seat) is link:
                del held[link.seat]
        link.detach()

    def sharing(self, now: float) -> list[str]:
        """The seats whose screen is being sent."""
        return [
            seat
            for seat, link in self.links.items()
            if (screen := link.uplinks.get("screen")) is not None and screen.heard and now - screen.heard < SCREEN_ENDS
        ]

    def shown_to(self, link: Link, now: float) -> dict[int, Place]:
        """Who fills that connection's slots."""
        if link.is_echo:
            return {0: (link.seat, "camera")}
        others = [seat for seat in self.links if seat != link.seat]
        return seated(link.places, others, [seat for seat in self.sharing(now) if seat != link.seat], len(link.slots))

    def arrange(self, now: float) -> None:
        """Give everybody the streams of everybody else, and say what changed."""
        for link in self.links.values():
            places = self.shown_to(link, now)
            self._fill(link, places)
            if places != link.told:
                link.places = link.told = places
                self._tell(Slots(self.name, link.seat, slots_of(link)))

    def _fill(self, link: Link, places: Mapping[int, Place]) -> None:
        heard = voices(places)
        for index, (sound, picture) in enumerate(link.slots):
            speaker = self.links.get(heard[index]) if index in heard else None
            sound.follow(speaker.uplinks["microphone"] if speaker is not None else None)
            place = places.get(index)
            shown = self.links.get(place[0]) if place is not None else None
            picture.follow(shown.uplinks.get(place[1]) if shown is not None and place is not None else None)

    def qualities(self) -> Iterable[Quality]:
        """How each seat's media arrives."""
        for seat, link in self.links.items():
            yield Quality(self.name, seat, link.loss, link.jitter_ms, link.round_trip * 1000, link.measured_bits)


def slots_of(link: Link) -> list[Slot]:
    """What the browser is told about its slots."""
    taken = [link.places.get(index) for index in range(len(link.slots))]
    return [Slot(index, None, "camera") if place is None else Slot(index, *place) for index, place in enumerate(taken)]
