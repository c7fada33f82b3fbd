"""The list of subcommands. Each lives in its own module, which is loaded only when it is asked for."""

from importlib import import_module

import click

COMMANDS = {
    "run": "server.cli.serving:run",
    "web": "server.cli.serving:web",
    "worker": "server.cli.serving:worker",
    "media": "server.cli.serving:media",
    "migrate": "server.cli.database:migrate",
    "demo": "server.cli.demo:demo",
    "import": "server.cli.importing:import_",
    "export": "server.cli.exporting:export",
    "openapi": "server.cli.openapi:openapi",
    "check": "server.cli.checking:check",
}


class Lazy(click.Group):
    """A group whose subcommands are imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def ardoise() -> None:
    """The live desk of a medical practice.

    Settings come from the environment (docs/settings.md). Bad input ends with status 2 and one sentence.
    """


def main() -> None:
    """Run the command."""
    ardoise(prog_name="ardoise")
