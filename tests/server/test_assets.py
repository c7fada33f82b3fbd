"""The browser application's files are served in the smallest form the reader accepts."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.assets import Assets

SCRIPT = b"export const answer = 42\n" * 40


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A reader of a folder with one script in three forms and one font."""
    (tmp_path / "app.js").write_bytes(SCRIPT)
    (tmp_path / "app.js.br").write_bytes(b"brotli form")
    (tmp_path / "app.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "inter.woff2").write_bytes(b"font")
    transport = httpx.ASGITransport(app=Assets(directory=tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://assets") as client:
        yield client


async def test_a_reader_that_takes_gzip_gets_the_compressed_file_with_the_type_of_the_plain_one(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/app.js", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content == SCRIPT


async def test_brotli_is_preferred_and_a_coding_refused_is_not_used(reader: httpx.AsyncClient) -> None:
    assert (await reader.head("/app.js", headers={"accept-encoding": "gzip, br"})).headers["content-encoding"] == "br"
    assert (await reader.head("/app.js", headers={"accept-encoding": "gzip, br; q=0"})).headers["content-encoding"] == "gzip"


async def test_who_accepts_nothing_gets_the_plain_file(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/app.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == SCRIPT


async def test_files_are_kept_for_ever_and_vary_by_coding(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/inter.woff2")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "accept-encoding"


async def test_a_file_one_has_already_is_not_sent_again(reader: httpx.AsyncClient) -> None:
    first = await reader.get("/app.js", headers={"accept-encoding": "gzip"})
    again = await reader.get("/app.js", headers={"accept-encoding": "gzip", "if-none-match": first.headers["etag"]})
    assert again.status_code == 304
