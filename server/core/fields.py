"""Field types shared by everything that crosses the wire.

Instants are aware and UTC; days are civil dates at the place; minutes count from midnight, local wall time.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="128-bit identifier, hexadecimal")]
Instant = Annotated[datetime, Meta(tz=True)]
Day = date
MinuteOfDay = Annotated[int, Meta(ge=0, le=1440, description="minutes from midnight, wall time of the place")]
Duration = Annotated[int, Meta(ge=1, le=1440, description="minutes")]
Weekday = Annotated[int, Meta(ge=0, le=6, description="0 = Monday")]
Hue = Annotated[int, Meta(ge=0, le=359, description="OKLCH hue, degrees")]
Version = Annotated[int, Meta(ge=1)]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=4000)]
Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Phone = Annotated[str, Meta(max_length=32, description="as typed; normalised to E.164 by the server")]
