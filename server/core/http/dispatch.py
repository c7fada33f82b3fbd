"""From a request to its answer: authenticate, decode, one unit of work, encode."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import msgspec
import structlog
from prometheus_client import Histogram
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from server.core.actors import NOBODY, Actor
from server.core.errors import Malformed, Refusal, SignedOut, TooMany, Unavailable
from server.core.http.api import Endpoint, Reply, Visit, decoder
from server.core.http.problems import problem, unreadable
from server.core.idempotency import IdempotentAnswer, earlier_answer, fingerprint
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import RESTARTS, Core, Restart, UnitOfWork, reading, writing
from server.settings import Settings

LOG = structlog.get_logger("http")
_SECONDS = Histogram("ardoise_http_seconds", "Time to answer, by route.", ["route", "status"])
LARGEST_BODY = 1024 * 1024
"""Bytes of a request."""
LARGEST_UPLOAD = 51 * 1024 * 1024
"""Bytes of a form with a file; the file itself is counted apart."""
_ID = msgspec.json.Decoder(str)

Authenticate = Callable[[HTTPConnection], Awaitable[Actor]]
"""Who is behind a connection; raises SignedOut when nobody is."""


@dataclass(slots=True)
class House:
    """What routes stand on: the core, the settings, and the way to know who comes."""

    core: Core
    settings: Settings
    authenticate: Authenticate
    services: dict[type, Any] = field(default_factory=dict)
    """Long-lived parts by their class (the hub, the hasher), for actions."""

    def service(self, kind: type[Any]) -> Any:
        """The long-lived part of this class."""
        return self.services[kind]


class _Answer(msgspec.Struct, frozen=True):
    """What an idempotency key keeps."""

    body: bytes
    headers: dict[str, str]


def routes_of(house: House, endpoints: Iterable[Endpoint]) -> list[Route]:
    """Starlette routes for the declared endpoints."""
    return [
        Route(
            endpoint.path,
            _runner(house, endpoint),
            methods=[endpoint.method],
            name=endpoint.name,
            middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_UPLOAD)] if endpoint.form is not None else None,
        )
        for endpoint in endpoints
    ]


def largest_of(endpoints: Iterable[Endpoint]) -> Callable[[str], int]:
    """How many bytes a request to a path may announce."""
    paths = [re.sub(r"{\w+}", "[^/]+", endpoint.path) for endpoint in endpoints if endpoint.form is not None]
    uploads = re.compile("|".join(paths) or "(?!)")
    return lambda path: LARGEST_UPLOAD if uploads.fullmatch(path) else LARGEST_BODY


def _runner(house: House, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    decode = decoder(endpoint.body) if endpoint.body is not None else None
    carry_out = {"command": _command, "query": _query, "action": _action}[endpoint.kind]
    label = f"{endpoint.method} {endpoint.path}"

    async def run(request: Request) -> Response:
        began = time.perf_counter()
        try:
            actor = await _actor(house, endpoint, request)
            raw = await request.body() if decode is not None else b""
            arguments = _path(endpoint, request)
            if decode is not None:
                arguments["body"] = _body(request, decode, raw)
            if endpoint.params is not None:
                arguments["params"] = _params(request, endpoint.params)
            response = await carry_out(house, endpoint, request, actor, raw, arguments)
        except Refusal as refusal:
            response = problem(refusal)
        except (TimeoutError, NoConnection):
            response = problem(Unavailable())
        _SECONDS.labels(label, str(response.status_code)).observe(time.perf_counter() - began)
        return response

    return run


async def _actor(house: House, endpoint: Endpoint, request: Request) -> Actor:
    try:
        return await house.authenticate(request)
    except SignedOut:
        if endpoint.access != "signed_in":
            return NOBODY
        raise


def _path(endpoint: Endpoint, request: Request) -> dict[str, Any]:
    return {name: request.path_params[name][:64] for name in endpoint.path_params}


def _body(request: Request, decode: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Malformed("Send application/json.", path="$", message="Send application/json.")
    if b"\\u0000" in raw or b"\0" in raw:
        raise Malformed("A text holds a NUL character.", path="$", message="A text holds a NUL character.")
    try:
        return decode.decode(raw)
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.", path="$", message="The body is not UTF-8.") from None
    except msgspec.DecodeError as error:
        raise unreadable(error) from None


def _params(request: Request, kind: Any) -> Any:
    try:
        return msgspec.convert(dict(request.query_params), kind, strict=False)
    except msgspec.ValidationError as error:
        raise unreadable(error) from None


async def _command(house: House, endpoint: Endpoint, request: Request, actor: Actor, raw: bytes, arguments: dict[str, Any]) -> Response:
    key = request.headers.get("idempotency-key")
    if key is not None and not (8 <= len(key) <= 80 and key.isascii() and key.isprintable()):
        raise Malformed("An Idempotency-Key has 8 to 80 printable characters.", path="Idempotency-Key", message="")
    for _ in range(RESTARTS):
        try:
            async with writing(house.core, actor) as uow:
                if key is not None and actor.person_id is not None:
                    return await _once(endpoint, request, uow, key, raw, arguments)
                view = await endpoint.handler(uow=uow, **arguments)
                return _answer(endpoint, view, _headers(uow))
        except Restart:
            continue
    raise TooMany("Others are changing the same things; try again.", retry_after=1)


async def _once(endpoint: Endpoint, request: Request, uow: UnitOfWork, key: str, raw: bytes, arguments: dict[str, Any]) -> Response:
    person_id = uow.actor.person_id or ""
    print_ = fingerprint(request.method, request.url.path, raw)
    label = f"answer|{person_id}|{key}"
    earlier = await earlier_answer(uow.session, person_id, key, print_, is_sqlite=uow.core.db.is_sqlite)
    if earlier is not None:
        uow.permit(Permission.SIGNED_IN)
        kept = uow.unseal(label, earlier.answer, _Answer)
        return Response(kept.body, earlier.status, headers=kept.headers, media_type="application/json")
    view = await endpoint.handler(uow=uow, **arguments)
    response = _answer(endpoint, view, _headers(uow))
    kept = _Answer(bytes(response.body), _headers(uow))
    scope = uow.session.info["scope"]
    uow.session.add(
        IdempotentAnswer(
            person_id=person_id,
            key=key,
            request=print_,
            status=response.status_code,
            answer=uow.seal(min(scope) if scope else "-", label, kept),
            at=uow.now,
        )
    )
    return response


async def _query(house: House, endpoint: Endpoint, request: Request, actor: Actor, raw: bytes, arguments: dict[str, Any]) -> Response:
    async with reading(house.core, actor) as uow:
        view = await endpoint.handler(uow=uow, **arguments)
    return _answer(endpoint, view, {})


async def _action(house: House, endpoint: Endpoint, request: Request, actor: Actor, raw: bytes, arguments: dict[str, Any]) -> Response:
    view = await endpoint.handler(visit=Visit(house, request, actor), **arguments)
    response = _answer(endpoint, view, {})
    if isinstance(view, Reply):
        for name, value in view.cookies.items():
            response.headers.append("set-cookie", _cookie(house.settings, name, value, lasting=name in view.lasting))
    return response


def _headers(uow: UnitOfWork) -> dict[str, str]:
    if not uow.recorded:
        return {}
    at = {event.topic: event.seq for event in uow.recorded}
    return {"ardoise-at": msgspec.json.encode(at).decode(), "ardoise-change": uow.change_id}


def _answer(endpoint: Endpoint, view: Any, headers: dict[str, str]) -> Response:
    status, media_type = endpoint.status, "application/json"
    if isinstance(view, Response):
        return view
    if isinstance(view, Reply):
        status, media_type, headers, view = view.status, view.media_type, {**headers, **view.headers}, view.view
    if view is None:
        return Response(status_code=204, headers=headers)
    body = view if isinstance(view, bytes) else msgspec.json.encode(view)
    return Response(body, status_code=status, headers=headers, media_type=media_type)


def _cookie(settings: Settings, name: str, value: str | None, *, lasting: bool) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value or ""
    cookie[name]["path"] = "/"
    cookie[name]["httponly"] = True
    cookie[name]["samesite"] = "Lax"
    if settings.secure:
        cookie[name]["secure"] = True
    if lasting:
        cookie[name]["max-age"] = 365 * 24 * 3600
    if value is None:
        cookie[name]["max-age"] = 0
    return cookie[name].OutputString()


def incident() -> str:
    """A short name for an unexpected failure, said to the person and written in the log."""
    return new_id()[-10:]
