"""`ardoise openapi`: the HTTP interface as a document."""

import click

from server.app import BESIDE, ENDPOINTS, VERSION
from server.core.http.openapi import openapi as describe
from server.core.http.openapi import rendered


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document (the one kept as docs/openapi.json)."""
    click.echo(rendered(describe(ENDPOINTS, VERSION, BESIDE)), nl=False)
