"""A real clamd on a socket of its own, with one line of signatures."""

import shutil
from collections.abc import Iterator

import pytest

from tests.support.files import EICAR
from tests.support.processes import Child

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, as `ARDOISE_SCAN` writes it."""
    if CLAMD is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    signatures, socket = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir()
    (signatures / "local.ndb").write_text(f"Eicar-Local:0:*:{EICAR.encode().hex()}\n")
    conf = folder / "clamd.conf"
    conf.write_text(
        f"Foreground yes\nLocalSocket {socket}\nDatabaseDirectory {signatures}\nStreamMaxLength 55M\nMaxScanSize 200M\n"
        f"MaxFileSize 55M\nTemporaryDirectory {folder}\nMaxThreads 4\n"
    )
    child = Child([CLAMD, "-c", str(conf)], env={}, cwd=folder)
    child.wait_for("Self checking", seconds=60)
    yield f"unix:{socket}"
    child.stop()
