"""The OpenAPI 3.1 document, from the same types that decode and encode."""

import re
import typing
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.responses import Response

from server.core.http.api import Endpoint, Reply
from server.core.http.problems import Problem

_REF = "#/components/schemas/{name}"


def openapi(endpoints: Iterable[Endpoint], version: str, beside: Iterable[Any] = ()) -> dict[str, Any]:
    """Describe every endpoint, and name the structs `beside` them: what topics and refusals carry."""
    listed = list(endpoints)
    kinds: list[Any] = [Problem, *beside]
    for endpoint in listed:
        kinds += [kind for kind in (endpoint.body, endpoint.params, endpoint.form, _returned(endpoint)) if kind not in (None, bytes)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = {id(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in listed:
        operation = _operation(endpoint, by_kind, components)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ardoise", "version": version, "description": "Refusals are problem+json with a stable code."},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "ardoise"}},
        },
    }


def _returned(endpoint: Endpoint) -> Any:
    """The type of the body: None when there is none, bytes when it is no JSON."""
    returns = endpoint.returns
    if typing.get_origin(returns) is Reply:
        (returns,) = typing.get_args(returns)
    if isinstance(returns, type) and issubclass(returns, Response):
        return bytes
    return None if returns is type(None) else returns


def _operation(endpoint: Endpoint, by_kind: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    returned = _returned(endpoint)
    if returned in (None, bytes):
        success: dict[str, Any] = {"204" if returned is None else str(endpoint.status): {"description": "Done."}}
    else:
        content = {"application/json": {"schema": by_kind[id(returned)]}}
        success = {str(endpoint.status): {"description": "Done.", "content": content}}
    problems = {"application/problem+json": {"schema": by_kind[id(Problem)]}}
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "maxLength": 64},
            }
            for name in endpoint.path_params
        ],
        "responses": {
            **success,
            "4XX": {"description": "Refused; `code` says why.", "content": problems},
            "503": {"description": "Not available right now.", "content": problems},
        },
        "security": [{"session": []}] if endpoint.access == "signed_in" else [],
    }
    if endpoint.params is not None:
        operation["parameters"] += _parameters(endpoint, by_kind, components)
    if endpoint.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": by_kind[id(endpoint.body)]}}}
    if endpoint.form is not None:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _form(endpoint, by_kind, components)}}}
    if endpoint.kind == "command":
        operation["parameters"].append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[!-~]+$"},
            }
        )
    return operation


def _form(endpoint: Endpoint, by_kind: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    """The fields of an upload, and after them its file."""
    schema = components[re.sub(r".*/", "", by_kind[id(endpoint.form)]["$ref"])]
    file = {"type": "string", "format": "binary"}
    return {
        "type": "object",
        "properties": {**schema["properties"], "file": file},
        "required": [*schema.get("required", ()), "file"],
        "additionalProperties": False,
    }


def _parameters(endpoint: Endpoint, by_kind: dict[int, Any], components: dict[str, Any]) -> list[dict[str, Any]]:
    name = re.sub(r".*/", "", by_kind[id(endpoint.params)]["$ref"])
    schema = components[name]
    return [
        {"name": field, "in": "query", "required": field in schema.get("required", ()), "schema": kind}
        for field, kind in schema["properties"].items()
    ]


def rendered(document: dict[str, Any]) -> bytes:
    """The document as formatted JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"
