"""The `ardoise` command."""

from server.cli.group import main

__all__ = ["main"]
