"""Reads of the patient file."""

from server.patients.queries.briefs import briefs
from server.patients.queries.guards import patient_for

__all__ = ["briefs", "patient_for"]
