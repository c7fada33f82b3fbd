"""The consultation in which the exchange takes place."""

from tests.rtc.consultation.conftest import scene

__all__ = ["scene"]
