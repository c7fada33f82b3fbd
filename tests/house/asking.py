"""Asking every route as somebody: with one's own identifiers, another practice's, or ones that never existed."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx
from starlette.routing import BaseRoute

from server.core.http import Endpoint
from server.core.http.sections import Sections
from tests.house.table import BESIDE, EVENTS, PATH, ROUTES, TOPICS, Try
from tests.house.world import VALUES, World
from tests.support.caller import Caller
from tests.support.files import DOT

Place = tuple[str | int, ...]
"""Where in a request an identifier stands: `("path", "patient_id")`, `("body", "fields", "location_id")`…"""
_VALUES = {f"@{name}" for name in VALUES}


@dataclass(frozen=True)
class Question:
    """A request, ready to be sent."""

    method: str
    path: str
    body: Any
    params: Mapping[str, Any]
    is_form: bool = False

    async def ask(self, caller: Caller) -> httpx.Response:
        """Send it."""
        if self.method == "GET":
            return await caller.get(self.path, **self.params)
        if self.is_form:
            return await caller.http.post(self.path, data=self.body or {}, files={"file": ("dot.png", DOT, "image/png")})
        return await caller.send(self.method, self.path, self.body)


def missing(endpoints: Iterable[Endpoint], kinds: Iterable[str], events: Mapping[str, Iterable[str]]) -> list[str]:
    """What the application has and the table lacks, or the other way round."""
    routes = {f"{endpoint.method} {endpoint.path}" for endpoint in endpoints}
    named = {(kind, name) for kind, names in events.items() for name in names}
    known = {(kind, name) for kind, names in EVENTS.items() for name in names}
    return sorted(
        [
            *(f"route {name}" for name in routes ^ ROUTES.keys()),
            *(f"topic {name}" for name in set(kinds) ^ TOPICS.keys()),
            *(f"event {kind}: {name}" for kind, name in named ^ known),
        ]
    )


def strangers(routes: Iterable[BaseRoute], endpoints: Iterable[Endpoint]) -> list[str]:
    """Paths of the application that neither are declared endpoints nor stand in `BESIDE`, and those of `BESIDE` that are not there."""
    each = (one for route in routes for one in (route.routes if isinstance(route, Sections) else [route]))
    paths = {str(getattr(route, "path", route)) for route in each}
    return sorted((paths - {endpoint.path for endpoint in endpoints}) ^ BESIDE)


def names_in(endpoint: Endpoint, how: Try) -> list[Place]:
    """Where identifiers stand in the requests of a route."""
    found: list[Place] = [("path", name) for name in endpoint.path_params]
    found += [("params", name) for name, value in how.params.items() if value.startswith("@")]
    return [*found, *_in_body(how.body, ("body",))]


def _in_body(value: Any, place: Place) -> Iterator[Place]:
    if isinstance(value, str) and value.startswith("@") and value not in _VALUES:
        yield place
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _in_body(each, (*place, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _in_body(each, (*place, position))


def name_at(how: Try, place: Place) -> str:
    """What stands at a place, without its `@`."""
    if place[0] == "path":
        return _in_path(how, str(place[1]))
    value: Any = how.params if place[0] == "params" else how.body
    for step in place[1:]:
        value = value[step]
    return str(value)[1:]


def _in_path(how: Try, name: str) -> str:
    return how.path.get(name, PATH[name])[1:]


async def question(world: World, endpoint: Endpoint, how: Try, *, fresh: bool) -> Question:
    """The request with the world's own identifiers."""
    path = endpoint.path
    for name in endpoint.path_params:
        path = path.replace(f"{{{name}}}", await world.named(_in_path(how, name), fresh=fresh))
    params = await world.filled(dict(how.params), fresh=False)
    return Question(endpoint.method, path, await world.filled(how.body, fresh=False), params, how.is_form)


def replaced(asked: Question, endpoint: Endpoint, place: Place, value: str) -> Question:
    """The same request with another identifier at one place."""
    if place[0] == "path":
        parts, asked_parts = endpoint.path.split("/"), asked.path.split("/")
        asked_parts[parts.index(f"{{{place[1]}}}")] = value
        return replace(asked, path="/".join(asked_parts))
    if place[0] == "params":
        return replace(asked, params={**asked.params, str(place[1]): value})
    return replace(asked, body=_with(asked.body, place[1:], value))


def _with(value: Any, place: Place, new: str) -> Any:
    if not place:
        return new
    step, rest = place[0], place[1:]
    if isinstance(value, list):
        return [_with(each, rest, new) if position == step else each for position, each in enumerate(value)]
    return {key: _with(each, rest, new) if key == step else each for key, each in value.items()}


def unknown() -> str:
    """An identifier that was never given to anything."""
    return secrets.token_hex(16)
