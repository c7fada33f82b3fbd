"""What a brief shows to somebody who may not see contacts or remarks."""

from typing import TypeVar

from msgspec.structs import replace

from server.patients.schemas import PatientBrief

Brief = TypeVar("Brief", bound=PatientBrief)


def masked(brief: Brief, *, contact: bool, remarks: bool) -> Brief:
    """The brief without what these rights do not show."""
    if not contact:
        brief = replace(brief, phone=None, email=None)
    return brief if remarks else replace(brief, has_remarks=False)
