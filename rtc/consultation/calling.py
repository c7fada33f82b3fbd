"""Passing offers on to the media, within what one seat may ask."""

from collections import OrderedDict
from collections.abc import Mapping

from rtc.consultation.errors import OfferRefused, RoomIsFull
from rtc.consultation.hearing import ECHO
from rtc.consultation.schemas import Offer, OfferAnswer
from rtc.media import BadOffer, Media, NoMedia, RoomFull, Rule
from rtc.signalling import Allowance
from rtc.turn import Relay, relays
from server.core.clock import Clock
from server.core.errors import TooMany, Unavailable
from server.settings import Settings

_KEPT = 10_000


class Calls:
    """The way to the media; one for the whole process."""

    def __init__(self, media: Media, clock: Clock, settings: Settings) -> None:
        self.media = media
        self._settings = settings
        self._clock = clock
        self._offers: OrderedDict[str, Allowance] = OrderedDict()
        self._checks: OrderedDict[str, Allowance] = OrderedDict()

    def check_offers(self, seat: str) -> None:
        """At most ten offers at once, and one more every two seconds.

        Raises:
            TooMany.
        """
        self._take(self._offers, seat, most=10, rate=0.5)

    def check_checks(self, seat: str) -> None:
        """At most twenty results of device checks at once, and one more every two seconds.

        Raises:
            TooMany.
        """
        self._take(self._checks, seat, most=20, rate=0.5)

    async def answer(self, room: str, seat: str, body: Offer, rules: Mapping[str, Rule]) -> OfferAnswer:
        """Let the media answer.

        Raises:
            OfferRefused: with the reason.
            RoomIsFull.
            Unavailable: no media process answers.
        """
        place = ECHO + seat if body.echo else room
        try:
            answer = await self.media.offer(place, seat, body.connection, body.sdp, rules=rules, echo=body.echo)
        except BadOffer as error:
            raise OfferRefused(str(error)) from None
        except RoomFull:
            raise RoomIsFull from None
        except NoMedia:
            raise Unavailable from None
        return OfferAnswer(sdp=answer.sdp, slots=answer.slots)

    def relays(self, seat: str) -> list[Relay]:
        """The relays a seat may use."""
        secret = self._settings.turn_secret.reveal() if self._settings.turn_secret else ""
        return relays(self._settings.turn_urls, secret, seat, self._clock.now().timestamp())

    def _take(self, kept: OrderedDict[str, Allowance], seat: str, *, most: float, rate: float) -> None:
        allowance = kept.setdefault(seat, Allowance(most, rate))
        kept.move_to_end(seat)
        if len(kept) > _KEPT:
            kept.popitem(last=False)
        if not allowance.take(self._clock.now().timestamp()):
            raise TooMany(retry_after=2)
