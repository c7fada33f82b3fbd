"""Accounts over HTTP."""

from server.accounts.routes.people import people
from server.accounts.routes.session import session
from server.core.http import Api

api = Api("accounts")
api.endpoints = [*session.endpoints, *people.endpoints]

__all__ = ["api"]
