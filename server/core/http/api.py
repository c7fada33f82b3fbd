"""Declaring routes. A feature's `routes.py` makes one `Api` and decorates its functions; the types are the contract.

Three kinds: a *command* gets a writing unit of work and is safe to retry; a *query* gets a reading one; an *action*
gets the visit and opens what it needs (log-in, downloads). An *upload* is an action whose body is a form with a file,
read as it comes. Parameters named in the path are passed by name, `body` and `params` are decoded into the struct of
their annotation.
"""

import inspect
import re
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import msgspec
from starlette.requests import Request

from server.core.actors import Actor

Kind = Literal["command", "query", "action"]
Access = Literal["signed_in", "public", "signed"]
"""`signed`: open to a program of another house, whose every request bears its signature; pages of other origins stay out."""
Handler = Callable[..., Awaitable[Any]]
View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Reply(Generic[View]):
    """An answer with more than a body: a status, headers, cookies (name → value, None deletes).

    A cookie ends with the browser, unless it is `lasting`. A handler that returns `Reply[SomeView]` is described by it.
    """

    view: View
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str | None] = field(default_factory=dict)
    lasting: frozenset[str] = frozenset()
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, for an action: who comes, from where, and the house he comes to."""

    house: Any
    request: Request
    actor: Actor

    @property
    def address(self) -> str:
        """The caller's address, as the trusted proxy or the socket says."""
        return self.request.client.host if self.request.client else "unknown"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A declared route."""

    method: str
    path: str
    kind: Kind
    access: Access
    handler: Handler
    status: int
    tag: str
    path_params: tuple[str, ...]
    body: Any
    params: Any
    returns: Any
    form: Any = None
    """The fields that stand beside the file of an upload; the handler reads them."""

    @property
    def name(self) -> str:
        """The operation's name in OpenAPI."""
        return self.handler.__name__

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or self.name).splitlines()[0]


class Api:
    """The routes of one feature."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def command(self, method: str, path: str, *, status: int = 200) -> Callable[[Handler], Handler]:
        """A change: `async def handler(uow, body, **path) -> View`."""
        return self._add(method, path, "command", "signed_in", status)

    def query(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """A read: `async def handler(uow, params|body, **path) -> View`. POST when personal data is in the question."""
        return self._add(method, path, "query", "signed_in", 200)

    def action(self, method: str, path: str, *, access: Access = "signed_in", status: int = 200) -> Callable[[Handler], Handler]:
        """Something that opens its own transactions: `async def handler(visit, body, **path) -> View | Reply`."""
        return self._add(method, path, "action", access, status)

    def upload(self, path: str, form: Any, *, access: Access = "signed_in", status: int = 201) -> Callable[[Handler], Handler]:
        """A file with the fields of `form`: `async def handler(visit, **path) -> View`, which reads `visit.request` itself."""
        return self._add("POST", path, "action", access, status, form)

    def _add(self, method: str, path: str, kind: Kind, access: Access, status: int, form: Any = None) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            hints = typing.get_type_hints(handler, include_extras=True)
            names = tuple(re.findall(r"{(\w+)}", path))
            unknown = set(hints) - {"uow", "visit", "body", "params", "return", *names}
            if unknown:
                raise TypeError(f"{handler.__name__} takes {unknown}, which its path does not name.")
            self.endpoints.append(
                Endpoint(
                    method=method,
                    path=path,
                    kind=kind,
                    access=access,
                    handler=handler,
                    status=status,
                    tag=self.tag,
                    path_params=names,
                    body=hints.get("body"),
                    params=hints.get("params"),
                    returns=hints.get("return"),
                    form=form,
                )
            )
            return handler

        return declare


def decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """A strict JSON decoder for a body's type."""
    return msgspec.json.Decoder(kind)
