"""HTTP ↔ service: the guest's door (`guest`), the practitioner's side (`host`), and whom else he receives (`company`)."""

from rtc.consultation.routes.company import api as company_api
from rtc.consultation.routes.guest import api as guest_api
from rtc.consultation.routes.host import api as host_api

__all__ = ["company_api", "guest_api", "host_api"]
