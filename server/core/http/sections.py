"""Routes by the word that their paths begin with: one is looked for among a dozen, and not among hundreds."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


class Sections(BaseRoute):
    """Many routes as one: `/api/word/…` is looked for among those of its word, in their order, as Starlette would look for it."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._named: dict[str, list[Route]] = {}
        for route in self.routes:
            self._named.setdefault(_section(route.path), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The route that serves the path, as `route`; else one of another method."""
        found: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] == "http":
            for route in self._named.get(_section(scope["path"]), ()):
                match, child = route.matches(scope)
                if match is Match.FULL:
                    return match, {**child, "route": route}
                if match is Match.PARTIAL and found[0] is Match.NONE:
                    found = match, {**child, "route": route}
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer that was found."""
        await scope["route"].handle(scope, receive, send)


def _section(path: str) -> str:
    return "/".join(path.split("/", 3)[:3])
