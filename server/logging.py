"""The log: what happened, never to whom. Nothing a person typed reaches it, whoever writes the line.

A line keeps numbers and the words of the keys listed in `PLAIN`; any other text is replaced by its length. An
exception is its type and the places it went through, without its message, which may quote a value. A library's line
keeps its first sentence and its numbers.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import Processor

PLAIN = frozenset(
    {
        "event",
        "level",
        "logger",
        "timestamp",
        "exception",
        "incident",  # the short name that the person was told
        "route",  # the declared path, with its parameter names
        "kind",
        "code",
        "job",
        "revision",
        "version",
        "address",  # where we listen
        "setup_link",  # first start: printed once, on purpose
        "practice",
        "person",
        "topic",
        "connection",
        "message",  # of the outbox
        "state",
        "reason",
        "media",  # a run of a process that forwards
    }
)
"""Keys whose text is ours: names and identifiers, never content."""

_LONGEST = 300
_FRAMES = 40


def configure(format_: Literal["json", "text"], *, out: TextIO = sys.stdout, level: int = logging.INFO) -> None:
    """Send every line of this process to `out`, ours and the libraries' alike."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, only_the_first_sentence, *_shared()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(format_)],
            pass_foreign_args=True,
            use_get_message=False,
            keep_exc_info=False,
            keep_stack_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(name).disabled = True
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)
    for name in ("alembic", "server.core.pool"):  # the pool's line is SQLAlchemy's, under the name of our class
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _shared() -> list[Processor]:
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        places_of_an_exception,
        no_content,
    ]


def _renderer(format_: Literal["json", "text"]) -> Processor:
    if format_ == "json":
        return structlog.processors.JSONRenderer(sort_keys=True)
    return structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True, repr_native_str=False)


def no_content(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep numbers and the words of known keys; say how long any other text was."""
    return {key: _plain(key, value) for key, value in line.items()}


def _plain(key: str, value: Any) -> Any:
    if key.startswith("_") or value is None or isinstance(value, bool | int | float):
        return value
    if key in PLAIN and isinstance(value, str):
        return value if key == "exception" else value[:_LONGEST].replace("\n", " ")
    return f"‹{type(value).__name__}, {len(value)}›" if hasattr(value, "__len__") else f"‹{type(value).__name__}›"


def places_of_an_exception(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its type and the places it went through, its causes included."""
    given = line.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        line["exception"] = "\n".join(_places(error))
    return line


def _places(error: BaseException) -> list[str]:
    lines = [f"{type(error).__module__}.{type(error).__qualname__}", *_stack(error.__traceback__)]
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            lines += [f"  with {line}" for line in _places(part)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*lines, *(f"  from {line}" for line in _places(cause))] if cause else lines


def _stack(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"  at {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def only_the_first_sentence(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's line: its own words up to the first line break, with the numbers and no other value."""
    values = line.pop("positional_args", ())
    sentence = str(line["event"]) if line["logger"] != "py.warnings" else "a warning"
    shown = tuple(value if isinstance(value, bool | int | float) else _Hidden(value) for value in values)
    with suppress(TypeError, ValueError):
        sentence = sentence % shown if shown else sentence
    line["event"] = sentence.partition("\n")[0]
    return line


class _Hidden:
    """Stands in for a value in a library's sentence."""

    def __init__(self, value: object) -> None:
        self._name = getattr(value, "__qualname__", type(value).__name__)

    def __str__(self) -> str:
        return f"‹{self._name}›"

    __repr__ = __str__
