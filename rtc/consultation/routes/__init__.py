"""HTTP ↔ service: the guest's door (`guest`), the practitioner's side (`host`), whom else he receives (`company`), and the desk."""

from rtc.consultation.routes.company import api as company_api
from rtc.consultation.routes.desk import api as desk_api
from rtc.consultation.routes.guest import api as guest_api
from rtc.consultation.routes.host import api as host_api

__all__ = ["company_api", "desk_api", "guest_api", "host_api"]
