"""A file sent by a form, read as it comes: small fields first, then one file. Nothing is gathered in memory."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from server.core.errors import Malformed, Refusal
from server.core.http.problems import unreadable

T = TypeVar("T")
FILE = "file"
"""The name of the part that holds the file."""
_FIELDS, _LONGEST = 12, 8192
"""How many fields stand before the file, and the bytes of all of them."""


def _wrong(why: str) -> Malformed:
    return Malformed(why, path="$", message=why)


@dataclass(slots=True)
class Incoming:
    """An upload whose fields were read, and whose file is still coming."""

    fields: dict[str, str]
    name: str
    """What the sender calls the file: shown, never used as a name here."""
    _parts: "_Parts"
    _stream: AsyncIterator[bytes]

    def form(self, kind: type[T]) -> T:
        """The fields, as this struct.

        Raises:
            Malformed: they are not what it says.
        """
        given = {key: value for key, value in self.fields.items() if value != ""}
        if any("\0" in value for value in given.values()):
            raise _wrong("A text holds a NUL character.")
        try:
            return msgspec.convert(given, kind, strict=False)
        except msgspec.ValidationError as error:
            raise unreadable(error) from None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The file.

        Raises:
            Malformed: it was cut off, or something else follows it.
        """
        try:
            while True:
                while self._parts.data:
                    yield self._parts.data.popleft()
                if self._parts.ended:
                    return
                self._parts.write(await anext(self._stream))
        except StopAsyncIteration:
            raise _wrong("The upload was cut off.") from None
        except ClientDisconnect:
            raise _wrong("The upload was cut off.") from None

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[None]:
        """A refusal waits until everything was sent: a browser that is cut off in the middle never reads the answer."""
        try:
            yield
        except Refusal:
            with suppress(ClientDisconnect, RuntimeError):
                async for _ in self._stream:
                    pass
            raise


async def incoming(request: Request) -> Incoming:
    """Read a form up to its file.

    Raises:
        Malformed: it is no form, has no file, or its fields are too many or too long.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise _wrong("Send multipart/form-data.")
    try:
        parts = _Parts(boundary)
    except FormParserError:
        raise _wrong("The form cannot be read.") from None
    stream = aiter(request.stream())
    try:
        while parts.file is None:
            parts.write(await anext(stream))
            if parts.ended and parts.file is None:
                raise _wrong("The form holds no file.")
    except StopAsyncIteration:
        raise _wrong("The form holds no file.") from None
    except ClientDisconnect:
        raise _wrong("The upload was cut off.") from None
    return Incoming(parts.fields, parts.file, parts, stream)


@dataclass(slots=True)
class _Parts:
    """What the parser tells, kept until somebody takes it."""

    boundary: bytes
    fields: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    data: deque[bytes] = field(default_factory=deque)
    ended: bool = False
    _parser: Any = None
    _name: str = ""
    _value: bytearray = field(default_factory=bytearray)
    _header: bytearray = field(default_factory=bytearray)
    _content: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""
    _length: int = 0
    _is_file: bool = False

    def __post_init__(self) -> None:
        self._parser = MultipartParser(
            self.boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._content.extend(data[start:end]),
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def write(self, chunk: bytes) -> None:
        """Read on."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _wrong("The form cannot be read.") from None

    def _part_begin(self) -> None:
        if self.file is not None:
            raise _wrong("The file comes last, and alone.")
        if len(self.fields) >= _FIELDS:
            raise _wrong("The form has too many fields.")
        self._disposition, self._is_file = b"", False
        self._value.clear()

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._content)
        self._header.clear()
        self._content.clear()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = self._name == FILE
        if self._is_file:
            self.file = options.get(b"filename", b"").decode("utf-8", "replace")[:400]

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.data.append(data[start:end])
            return
        self._length += end - start
        if self._length > _LONGEST:
            raise _wrong("The fields of the form are too long.")
        self._value += data[start:end]

    def _part_end(self) -> None:
        if self._is_file:
            return
        try:
            self.fields[self._name] = self._value.decode()
        except UnicodeDecodeError:
            raise _wrong("The form is not UTF-8.") from None

    def _end(self) -> None:
        self.ended = True
