"""The consultation to whose sheet some of these tests come over HTTP."""

from tests.rtc.consultation.conftest import scene

__all__ = ["scene"]
