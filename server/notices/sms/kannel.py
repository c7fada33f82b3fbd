"""Kannel's `sendsms`: 202 says accepted or queued; the delivery report comes later, to the address given."""

from urllib.parse import quote

import httpx

from server.notices.carrier import NotTaken, Sms
from server.notices.segments import segments
from server.notices.sms.asking import ask

_REPORTS = "19"
"""dlr-mask: delivered (1), undelivered (2), rejected by the centre (16)."""


class Kannel:
    """Hands text messages to a Kannel `smsbox`."""

    keyed = False

    def __init__(self, url: str, username: str, password: str, sender: str) -> None:
        self._url = url.rstrip("/") + "/cgi-bin/sendsms"
        self._who = {"username": username, "password": password, "from": sender}

    async def send_sms(self, sms: Sms) -> None:
        """Hand a message over."""
        params = {
            **self._who,
            "to": sms.to,
            "text": sms.text,
            "charset": "UTF-8",
            "coding": "2" if segments(sms.text).unicode else "0",
            "dlr-mask": _REPORTS,
            "dlr-url": f"{sms.report}%d",
        }
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in params.items())
        answer = await ask(httpx.Request("GET", f"{self._url}?{query}"))
        if answer.status_code != httpx.codes.ACCEPTED:
            raise NotTaken(f"kannel_{answer.status_code}", later=True)
