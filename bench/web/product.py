"""The product's own application with the demo practice, on a free port, its fictional colleagues at rest."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from server.settings import Settings
from tests.support.processes import Child, free_port

CHECKOUT = Path(__file__).parents[2]


class Person(NamedTuple):
    """Somebody of the demo, signed in over HTTP."""

    client: httpx.Client
    me: dict[str, Any]


class Product(NamedTuple):
    """Where the application answers, and by what settings it runs."""

    origin: str
    settings: Settings

    def sign_in(self, email: str, password: str) -> Person:
        """Sign in and say who this is."""
        client = httpx.Client(base_url=self.origin, headers={"origin": self.origin}, timeout=30)
        client.post("/api/login", json={"email": email, "password": password}).raise_for_status()
        return Person(client, client.get("/api/me").json())

    def secretary(self) -> Person:
        """The first secretary of the demo, who sees a whole practice."""
        login = next(each for each in self._logins() if each["role"] == "secretary")
        return self.sign_in(login["email"], login["password"])

    def colleague(self, person: Person) -> Person:
        """Somebody else of this person's first practice."""
        others = (self.sign_in(each["email"], each["password"]) for each in self._logins() if each["name"] != person.me["person"]["name"])
        practice = person.me["practices"][0]["id"]
        return next(each for each in others if practice in {other["id"] for other in each.me["practices"]})

    def _logins(self) -> list[dict[str, str]]:
        logins: list[dict[str, str]] = httpx.get(f"{self.origin}/api/welcome").json()["demo_logins"]
        return logins


@contextmanager
def running() -> Iterator[Product]:
    """Run `ardoise run` in demo mode on a fresh folder until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ardoise-bench-") as folder:
        env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL", "SMTP_URL"}}
        env |= {"PORT": str(port), "ARDOISE_DEMO": "1", "ARDOISE_DATA_DIR": folder, "ARDOISE_PUBLIC_URL": f"http://localhost:{port}"}
        child = Child([sys.executable, "-m", "server.cli", "run"], env=env, cwd=CHECKOUT)
        try:
            child.wait_for("event=ready", seconds=120)
            product = Product(f"http://localhost:{port}", Settings.from_env(env))
            product.secretary().client.post("/api/demo/live", json={"running": False}).raise_for_status()
            yield product
        finally:
            child.stop()
