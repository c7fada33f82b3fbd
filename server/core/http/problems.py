"""Failures on the wire: application/problem+json (RFC 9457), with our stable `code` and the `data` a screen needs."""

from typing import Any

import msgspec
from starlette.responses import Response

from server.core.errors import Malformed, Refusal


class Problem(msgspec.Struct, frozen=True):
    """The body of every answer that is not 2xx."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    data: dict[str, Any]


def problem(refusal: Refusal) -> Response:
    """The answer to a refusal."""
    body = Problem(
        type=f"urn:ardoise:{refusal.code}",
        title=refusal.title,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.detail,
        data=refusal.data,
    )
    headers = {}
    if "retry_after" in refusal.data:
        headers["Retry-After"] = str(refusal.data["retry_after"])
    return Response(msgspec.json.encode(body), status_code=refusal.status, media_type="application/problem+json", headers=headers)


def unreadable(error: msgspec.DecodeError) -> Malformed:
    """Say where a body cannot be read. msgspec writes `… - at `$.path``; values are not repeated."""
    message, _, path = str(error).partition(" - at `")
    return Malformed(message, path=path.rstrip("`") or "$", message=message)
