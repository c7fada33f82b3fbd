"""Decisions about devices: values in, values out."""

from collections.abc import Collection
from urllib.parse import urlsplit

BROWSERS = ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
"""The push services of browsers, with what stands below each: a device cannot have us write anywhere else."""


def origin_of(endpoint: str) -> str:
    """Whom an endpoint belongs to, empty when it is no address."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return ""
    return f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}"


def may_write_to(endpoint: str, besides: Collection[str]) -> bool:
    """Whether this is a push service: a browser's, over HTTPS, or one of those that the house names (`besides`, as origins)."""
    origin = origin_of(endpoint)
    if not origin:
        return False
    if origin in besides:
        return True
    host = origin.removeprefix("https://")
    return origin.startswith("https://") and any(host == each or host.endswith(f".{each}") for each in BROWSERS)
