"""What every answer carries and every unsafe request must prove: security headers, Origin, size, and no bare 500."""

from collections.abc import Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core.errors import Refusal, TooLarge, WrongOrigin
from server.core.http.dispatch import LARGEST_BODY, incident
from server.core.http.problems import problem

LOG = structlog.get_logger("http")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
COMPILING = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The policy of the pages that may compile WebAssembly of ours: it tells who sits before a camera from what is behind him."""
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
}


class Broken(Refusal):
    """Our own fault; `incident` names it in the log."""

    code = "internal"
    status = 500
    title = "Something broke here; it was noted."


class Guard:
    """ASGI middleware around the whole application. `largest`: bytes of a body at a path; one that announces more is not read.

    `signed`: the paths at which programs of other houses, which have no Origin, prove who they are by a signature.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: frozenset[str],
        secure: bool,
        largest: Callable[[str], int] = lambda _: LARGEST_BODY,
        signed: frozenset[str] = frozenset(),
    ) -> None:
        self.app = app
        self.signed = signed
        self.origins = origins
        self.largest = largest
        self.headers = dict(_HEADERS)
        if secure:
            self.headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard an HTTP request; a WebSocket checks its Origin at its own handshake, and here is refused with the same headers."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/assets/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await problem(refusal)(scope, receive, send_guarded)
            return
        try:
            await self.app(scope, receive, send_guarded)
        except Exception as error:
            name = incident()
            LOG.error("incident", incident=name, route=_route(scope), kind=type(error).__name__, exc_info=error)
            if started or scope["type"] == "websocket":
                raise
            await problem(Broken(incident=name))(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Refusal | None:
        """What is wrong with a request before anybody looks at it."""
        if scope["type"] == "websocket":
            return None
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        is_signed = origin is None and scope["path"] in self.signed
        if scope["method"] not in _SAFE and origin not in self.origins and not is_signed:
            return WrongOrigin()
        largest = self.largest(scope["path"])
        if _announced(headers) > largest:
            return TooLarge(limit=largest)
        return None


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _route(scope: Scope) -> str:
    route = scope.get("route")
    return getattr(route, "path", "unknown")
