"""What crosses the wire about devices."""

from typing import Annotated

from msgspec import Meta, Struct

from server.core.fields import Id, Instant

Key = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_-]+=*$", description="base64 for addresses")]


class DeviceView(Struct, frozen=True, kw_only=True):
    """A device that one is written to on. `digest`: how it knows itself, in hexadecimal, the SHA-256 of its address."""

    id: Id
    label: str
    digest: str
    since: Instant
    reached_at: Instant | None


class Devices(Struct, frozen=True, kw_only=True):
    """One's devices, and the key that a browser must be told to subscribe; none where this house writes to no device."""

    key: str | None
    devices: list[DeviceView]


class AddDevice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a browser's push service gave: where to write, and the keys that only this browser opens."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=1000)]
    p256dh: Key
    auth: Key
    label: Annotated[str, Meta(min_length=1, max_length=80, description="how one recognises the device")]
