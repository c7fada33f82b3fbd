"""R29: a real clamd; it fails closed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.core.blobs.errors import ScannerAway
from server.core.blobs.scanner import Clamd
from tests.server.documents.conftest import Desk
from tests.support import files
from tests.support.databases import ON_SQLITE


@pytest.fixture
def scan(clamd: str) -> str:
    """The scanner is there."""
    return clamd


@ON_SQLITE
async def test_a_clean_document_says_that_it_was_scanned(desk: Desk) -> None:
    assert (await desk.filed(files.pdf()))["scan"] == "clean"


@ON_SQLITE
async def test_an_infected_document_is_refused_by_name_and_nothing_of_it_stays(desk: Desk) -> None:
    content = files.pdf() + b"\n% " + files.EICAR.encode() + b"\n"
    answer = await desk.send(content, "facture.pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_infected")
    assert "Eicar" in answer.json()["data"]["name"]
    assert desk.on_disk == []


@ON_SQLITE
async def test_a_large_document_passes_whole(desk: Desk) -> None:
    content = files.pdf() + b"\n%" + bytes(20 * 1024 * 1024)
    view = await desk.filed(content, "gros.pdf")
    assert (view["scan"], view["size"]) == ("clean", len(content))
    answer = await desk.doctor.get(f"/api/documents/{view['id']}/content")
    assert answer.content == content


async def _three() -> AsyncIterator[bytes]:
    for _ in range(3):
        yield bytes(1024)


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: Can't allocate memory ERROR\0"])
async def test_a_scanner_that_is_full_or_breaks_off_lets_nothing_pass(tmp_path: Path, answer: bytes) -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    place = tmp_path / "full.ctl"
    async with await asyncio.start_unix_server(serve, place):
        with pytest.raises(ScannerAway):
            await Clamd(f"unix:{place}").scan(_three())


async def test_a_scanner_that_never_answers_is_given_up(tmp_path: Path) -> None:
    over = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    place = tmp_path / "slow.ctl"
    async with await asyncio.start_unix_server(serve, place):
        with pytest.raises(ScannerAway):
            await Clamd(f"unix:{place}", patience=0.2).scan(_three())
        over.set()


async def test_it_says_whether_it_is_there(clamd: str, tmp_path: Path) -> None:
    assert await Clamd(clamd).answers()
    assert not await Clamd(f"unix:{tmp_path / 'nobody.ctl'}").answers()
