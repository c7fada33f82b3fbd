"""Any gateway that takes one POST a message: JSON in, 2xx when it is taken.

    POST {ARDOISE_SMS_URL}   Authorization: Bearer {password}   Idempotency-Key: {message}
    {"id", "from", "to", "text", "delivered_url", "undelivered_url"}

Under the same key it sends once; it calls one of the two addresses (GET) when it knows.
"""

import httpx

from server.notices.carrier import Sms
from server.notices.sms.asking import ask


class Gateway:
    """Hands text messages to a gateway over HTTP."""

    keyed = True

    def __init__(self, url: str, username: str, password: str, sender: str) -> None:
        self._url = url
        self._token = password or username
        self._sender = sender

    async def send_sms(self, sms: Sms) -> None:
        """Hand a message over."""
        headers = {"Idempotency-Key": sms.message_id}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = {
            "id": sms.message_id,
            "from": self._sender,
            "to": sms.to,
            "text": sms.text,
            "delivered_url": f"{sms.report}delivered",
            "undelivered_url": f"{sms.report}undelivered",
        }
        await ask(httpx.Request("POST", self._url, json=body, headers=headers))
