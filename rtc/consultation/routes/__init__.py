"""HTTP ↔ service: the guest's door (`guest`), the practitioner's side (`host`)."""

from rtc.consultation.routes.guest import api as guest_api
from rtc.consultation.routes.host import api as host_api

__all__ = ["guest_api", "host_api"]
