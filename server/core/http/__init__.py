"""HTTP for features: typed routes that also are the OpenAPI document, problem+json, and the guards of every request."""

from server.core.http.api import Api, Endpoint, Reply, Visit
from server.core.http.dispatch import House, routes_of
from server.core.http.openapi import openapi

__all__ = ["Api", "Endpoint", "House", "Reply", "Visit", "openapi", "routes_of"]
