"""`python -m server.cli` is `ardoise`."""

from server.cli import main

main()
