"""A stand-in for Stripe: a real HTTP server that opens Checkout pages, takes payments, and signs the events it sends.

It follows what Stripe documents of Checkout sessions, idempotency keys and `Stripe-Signature`, and no more than we use.
"""

import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

from server.core.signature import signed

KEY = "sk_test_of_the_stand_in"
SECRET = "whsec_of_the_stand_in"
_PAGE = '<!doctype html><html lang="fr"><title>Paiement</title><form method="post"><button>Payer {amount}</button></form></html>'


@dataclass
class StandIn:
    """Use it as a context manager. `events`: where it sends its words; `asked`: the forms it was sent."""

    events: str = ""
    refuses: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By idempotency key."""

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"house": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """What an application must be given to pay here."""
        return {"ARDOISE_STRIPE_KEY": KEY, "ARDOISE_STRIPE_WEBHOOK_SECRET": SECRET, "ARDOISE_STRIPE_URL": self.url}

    def opened(self, form: dict[str, str], key: str) -> dict[str, Any]:
        """A session; the same one under the same key."""
        if key in self.answers:
            return self.answers[key]
        made = {
            "id": f"cs_test_{secrets.token_hex(8)}",
            "client_reference_id": form["client_reference_id"],
            "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
            "currency": form["line_items[0][price_data][currency]"],
            "status": "open",
            "payment_status": "unpaid",
            "success_url": form["success_url"],
            "expires_at": int(time.time()) + 86_400,
        }
        made["url"] = f"{self.url}/pay/{made['id']}"
        self.sessions[str(made["id"])] = self.answers[key] = made
        return made

    def event(self, session: dict[str, Any], kind: str = "checkout.session.completed") -> dict[str, Any]:
        """What it says of a session."""
        return {"id": f"evt_{secrets.token_hex(8)}", "type": kind, "data": {"object": session}}

    def pay(self, session_id: str) -> str:
        """Somebody pays: we are told, and he is sent back."""
        session = self.sessions[session_id]
        session |= {"status": "complete", "payment_status": "paid"}
        body = json.dumps(self.event(session)).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": header(body, int(time.time()))}
        with urlopen(Request(self.events, body, headers, method="POST"), timeout=20) as answer:
            assert answer.status < 300
        return str(session["success_url"])


def header(body: bytes, at: int, secret: str = SECRET) -> str:
    """The signature of a body."""
    return f"t={at},v1={signed(secret, at, body)},v0=an-older-scheme"


class _Handler(BaseHTTPRequestHandler):
    house: ClassVar[StandIn]

    def do_GET(self) -> None:  # the name is the library's
        session = self.house.sessions[self.path.rpartition("/")[2]]
        self._answer(
            200, _PAGE.format(amount=f"{session['amount_total'] / 100:.2f} €").encode(), {"Content-Type": "text/html; charset=utf-8"}
        )

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        if self.path.startswith("/pay/"):
            self._answer(303, b"", {"Location": self.house.pay(self.path.rpartition("/")[2])})
            return
        if self.house.refuses or self.headers.get("authorization") != f"Bearer {KEY}":
            self._say(401, {"error": {"type": "invalid_request_error"}})
        elif self.path == "/v1/checkout/sessions":
            self.house.asked.append(form)
            self._say(200, self.house.opened(form, self.headers["idempotency-key"]))
        elif self.path.endswith("/expire"):
            session = self.house.sessions[self.path.split("/")[-2]]
            session["status"] = "expired"
            self._say(200, session)
        else:
            self._say(404, {"error": {"type": "invalid_request_error"}})

    def _say(self, status: int, body: dict[str, Any]) -> None:
        self._answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Silence."""
