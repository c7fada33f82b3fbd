"""R25 and R26: what every answer carries, and which pages may ask."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from server.accounts.models import Person
from server.app import WEB
from server.core.unit import Core
from server.demo.routes import api as demo_api
from tests.house.asking import question
from tests.house.table import ROUTES
from tests.house.test_every_route import EVERY_ENDPOINT
from tests.house.world import World
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.application import application
from tests.support.caller import Caller
from tests.support.databases import ON_SQLITE
from tests.support.screen import PROTOCOL
from tests.support.serving import Serve, Served

SECURE = "https://agenda.example.org"
DEMO_ONLY = {f"{each.method} {each.path}" for each in demo_api.endpoints}
PAGES = ("/", "/agenda", "/nothing/at/all", "/api/nothing", "/healthz", "/readyz", "/metrics", "/robots.txt", "/assets/nothing.js")
COMPILING = ("/room", "/consultation/x")
"""The pages that may compile WebAssembly of ours."""
BUILT = tuple(f"/assets/{path.name}" for path in sorted((WEB / "assets").iterdir()) if path.suffix in {".js", ".css", ".woff2"})[::20]
FORGED = (
    "",
    "null",
    "NULL",
    "https://evil.example",
    "http://agenda.example.org",
    "https://agenda.example.org.evil.example",
    "https://agenda.example.org:8443",
    "https://agenda.example.org:443.evil.example",
    "https://agenda.example.org@evil.example",
    "https://agenda.example.org/",
    "https://agenda.example.org#",
    "https://agenda.example.org?",
    "https://agenda.example.org\\.evil.example",
    "https://agenda.example.or",
    "https://agenda.example.org ",
    " https://agenda.example.org,https://evil.example",
    "https://AGENDA.example.org",
    "https://sub.agenda.example.org",
    "https://agenda-example.org",
    "https://agenda.example.org%00",
    "https://agenda.example.org%2eevil.example",
    "https:agenda.example.org",
    "//agenda.example.org",
    "agenda.example.org",
    "file://",
    "data:text/html,x",
    "chrome-extension://abcdefghijklmnop",
    "http://localhost",
    "http://localhost:8000",
    "http://127.0.0.1:8000",
)


@pytest.fixture
async def transport(core: Core, database_url: str, tmp_path: Path) -> AsyncIterator[httpx.ASGITransport]:
    """The application as people reach it over HTTPS."""
    async with application(core, database_url, tmp_path / "data", public_url=SECURE) as running:
        yield running


def faults_of(answer: httpx.Response, *, is_asset: bool = False, compiles: bool = False) -> list[str]:
    """What an answer lacks; `compiles`: it may let WebAssembly be compiled."""
    headers = answer.headers
    policy = headers.get("content-security-policy", "")
    wanted = {
        "no unsafe policy": "unsafe" not in policy.replace("'wasm-unsafe-eval'", "" if compiles else "unsafe"),
        "default-src": "default-src 'self'" in policy,
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "object-src": "object-src 'none'" in policy,
        "base-uri": "base-uri 'none'" in policy,
        "nosniff": headers.get("x-content-type-options") == "nosniff",
        "no referrer": headers.get("referrer-policy") == "no-referrer",
        "hsts": "max-age=" in headers.get("strict-transport-security", ""),
        "no-store": is_asset or headers.get("cache-control") == "no-store",
        "no server name": "server" not in headers and "x-powered-by" not in headers,
        "no other origin": "access-control-allow-origin" not in headers,
    }
    for cookie in headers.get_list("set-cookie"):
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        wanted[f"cookie {cookie.partition('=')[0]}"] = cookie.startswith("__Host-") and {"secure", "httponly", "path=/"} <= parts
        wanted["samesite"] = bool({"samesite=lax", "samesite=strict"} & parts)
    return [name for name, holds in wanted.items() if not holds]


@ON_SQLITE
async def test_every_answer_carries_its_headers(core: Core, transport: httpx.ASGITransport) -> None:
    cabinet = await small_practice(core)
    faults = {}
    async with Caller(SECURE, transport=transport) as administrator, Caller(SECURE, transport=transport) as nobody:
        await administrator.enter(core, cabinet.people["administrator"], now=core.clock.now())
        world = World(core, cabinet, administrator, "administrator", "Ordinaire")
        for endpoint in EVERY_ENDPOINT:
            name = f"{endpoint.method} {endpoint.path}"
            if name in DEMO_ONLY:
                continue
            asked = await question(world, endpoint, ROUTES[name], fresh=True)
            for somebody in (nobody, administrator):
                answer = await asked.ask(somebody)
                if answer.status_code == 500 or faults_of(answer):
                    faults[f"{name} {answer.status_code}"] = faults_of(answer)
            if name == "POST /api/logout":
                await administrator.enter(core, cabinet.people["administrator"], now=core.clock.now())
        for path in (*PAGES, *COMPILING, *BUILT):
            for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE"):
                answer = await nobody.http.request(method, path)
                found = faults_of(answer, is_asset=path.startswith("/assets/"), compiles=path in COMPILING)
                if answer.status_code >= 500 or found:
                    faults[f"{method} {path} {answer.status_code}"] = found
    assert faults == {}


@ON_SQLITE
async def test_what_breaks_names_its_incident_and_nothing_else(transport: httpx.ASGITransport) -> None:
    async def broken(_: Request) -> Response:
        raise RuntimeError("Canari")

    transport.app.router.routes.insert(0, Route("/broken", broken, methods=["GET", "POST"]))  # type: ignore[attr-defined]  # it is Starlette
    async with Caller(SECURE, transport=transport) as nobody:
        for answer in (await nobody.get("/broken"), await nobody.post("/broken")):
            assert (answer.status_code, answer.json()["code"], faults_of(answer)) == (500, "internal", [])
            assert answer.json()["data"]["incident"]
            assert "Canari" not in answer.text


@ON_SQLITE
async def test_a_file_that_did_not_change_is_answered_with_the_headers_too(transport: httpx.ASGITransport) -> None:
    async with Caller(SECURE, transport=transport) as nobody:
        etag = (await nobody.get(BUILT[0])).headers["etag"]
        for headers, status in (({"if-none-match": etag}, 304), ({"range": "bytes=0-9"}, 206), ({"range": "bytes=99999999-"}, 416)):
            answer = await nobody.http.get(BUILT[0], headers=headers)
            assert (answer.status_code, faults_of(answer, is_asset=True)) == (status, [])


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(64):
        yield b"x" * 65_536


@ON_SQLITE
async def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(transport: httpx.ASGITransport) -> None:
    async with Caller(SECURE, transport=transport) as nobody:
        for content in (b"x" * 2_000_000, _endless()):
            answer = await nobody.http.post("/api/login", content=content, headers={"content-type": "application/json"})
            assert (answer.status_code, answer.json()["code"], faults_of(answer)) == (413, "too_large", [])


@ON_SQLITE
async def test_signing_in_sets_a_cookie_that_only_we_can_read(core: Core, transport: httpx.ASGITransport) -> None:
    who = await factories.person(core)
    await factories.membership(core, who, await factories.practice(core), "administrator")
    async with Caller(SECURE, transport=transport) as somebody:
        answer = await somebody.post("/api/login", {"email": who.email, "password": factories.PASSWORD})
    assert answer.status_code == 200
    assert answer.headers.get_list("set-cookie")
    assert faults_of(answer) == []


@ON_SQLITE
async def test_no_other_page_changes_anything(core: Core, transport: httpx.ASGITransport) -> None:
    cabinet = await small_practice(core)
    wrong = []
    async with Caller(SECURE, transport=transport) as administrator:
        await administrator.enter(core, cabinet.people["administrator"], now=core.clock.now())
        world = World(core, cabinet, administrator, "administrator", "Ordinaire")
        for endpoint in EVERY_ENDPOINT:
            name = f"{endpoint.method} {endpoint.path}"
            if endpoint.method == "GET" or name in DEMO_ONLY:
                continue
            asked = await question(world, endpoint, ROUTES[name], fresh=False)
            nothing = () if endpoint.access == "signed" else (None,)  # a program of another house has no Origin, and a signature
            for origin in (*nothing, *FORGED):
                request = administrator.http.build_request(asked.method, asked.path, json=asked.body or {})
                del request.headers["origin"]
                if origin is not None:
                    request.headers["origin"] = origin
                answer = await administrator.http.send(request)
                if (answer.status_code, answer.json().get("code")) != (403, "origin"):
                    wrong.append(f"{name} from {origin!r}: {answer.status_code}")
        ours = await administrator.post("/api/locations", {"practice_id": cabinet.practice.id, "name": "Annexe"})
    assert not wrong, "\n".join(wrong)
    assert ours.status_code == 201


@ON_SQLITE
@pytest.mark.slow
async def test_only_our_own_page_opens_a_socket_and_a_refusal_carries_its_headers_too(serve: Serve, core: Core) -> None:
    who: Person = await factories.person(core)
    await factories.membership(core, who, await factories.practice(core), "administrator")
    server = serve(ARDOISE_PUBLIC_URL=SECURE)
    async with Caller(SECURE) as somebody:
        await somebody.enter(core, who)
        wrong = {}
        for origin in (None, *(each for each in FORGED if each.strip() == each)):
            if (found := await _refused(server, origin, somebody.cookie)) != (403, []):
                wrong[origin] = found
        assert wrong == {}
        assert await _refused(server, SECURE, "") == (401, [])
        assert await _refused(server, SECURE, somebody.cookie) is None


async def _refused(server: Served, origin: str | None, cookie: str) -> tuple[int, list[str]] | None:
    """The status a handshake was refused with and what the answer lacks; None when it was let in."""
    try:
        async with connect(
            server.url.replace("http", "ws") + "/ws",
            origin=Origin(origin) if origin is not None else None,
            subprotocols=[PROTOCOL],
            additional_headers={"Cookie": cookie},
        ):
            return None
    except InvalidStatus as refused:
        answer = refused.response
        return answer.status_code, faults_of(httpx.Response(answer.status_code, headers=list(answer.headers.raw_items())))


@ON_SQLITE
async def test_a_form_of_another_page_is_not_read(core: Core, transport: httpx.ASGITransport) -> None:
    """Even from our own origin: a form cannot send JSON, so nothing but JSON is a command."""
    cabinet = await small_practice(core)
    async with Caller(SECURE, transport=transport) as administrator:
        await administrator.enter(core, cabinet.people["administrator"], now=core.clock.now())
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
            answer = await administrator.http.post(
                "/api/locations",
                content=b'{"practice_id": "' + cabinet.practice.id.encode() + b'", "name": "X"}',
                headers={"content-type": kind},
            )
            assert (answer.status_code, answer.json()["code"]) == (422, "malformed"), kind
