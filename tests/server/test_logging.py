"""Nothing a person typed reaches the log, whoever writes the line and whatever fails."""

import asyncio
import io
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from server.core.unit import Core
from server.logging import configure
from tests.support import factories

CANARY = "Dupont-Canari"


@pytest.fixture(params=["json", "text"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything this process logs."""
    root = logging.getLogger()
    handlers, level, disabled = root.handlers, root.level, logging.getLogger("uvicorn.access").disabled
    out = io.StringIO()
    configure(request.param, out=out)
    yield out
    root.handlers, root.level = handlers, level
    logging.getLogger("uvicorn.access").disabled = disabled
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def test_a_value_under_an_unknown_key_is_replaced_by_its_length(log: io.StringIO) -> None:
    structlog.get_logger("http").info("searched", text=CANARY, found=3)
    assert CANARY not in log.getvalue()
    assert "searched" in log.getvalue()
    assert "str, 13" in log.getvalue()


def test_what_is_ours_is_written(log: io.StringIO) -> None:
    structlog.get_logger("http").warning("incident", incident="a1b2", route="POST /api/patients", person="0" * 32)
    for words in ("incident", "a1b2", "POST /api/patients", "0" * 32, "warning", "http"):
        assert words in log.getvalue()


def test_an_exception_is_its_type_and_its_places_without_its_words(log: io.StringIO) -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as error:
            raise ExceptionGroup(CANARY, [KeyError(CANARY)]) from error
    except ExceptionGroup as error:
        structlog.get_logger("http").error("incident", exc_info=error)
    assert CANARY not in log.getvalue()
    for words in ("ValueError", "KeyError", "ExceptionGroup", "test_logging.py"):
        assert words in log.getvalue()


async def test_a_refusal_of_the_database_does_not_quote_the_row(core: Core, log: io.StringIO) -> None:
    await factories.person(core, email=f"{CANARY}@example.org")
    with pytest.raises(IntegrityError) as failure:
        await factories.person(core, CANARY, email=f"{CANARY}@example.org")
    assert CANARY in str(failure.value)
    structlog.get_logger("http").error("incident", exc_info=failure.value)
    logging.getLogger("sqlalchemy.pool").error("Exception during reset or similar", exc_info=failure.value)
    assert CANARY not in log.getvalue()
    assert "IntegrityError" in log.getvalue()


async def test_a_task_that_fails_unseen_does_not_quote_its_error(log: io.StringIO) -> None:
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError(CANARY), "future": CANARY}
    )
    assert CANARY not in log.getvalue()
    assert "Task exception was never retrieved" in log.getvalue()
    assert "ValueError" in log.getvalue()


def test_a_librarys_line_keeps_its_sentence_and_its_numbers(log: io.StringIO) -> None:
    logging.getLogger("some.library").warning("%s sent %d bytes\nbody: %s", CANARY, 42, CANARY)
    assert CANARY not in log.getvalue()
    assert "42 bytes" in log.getvalue()


def test_a_warning_is_not_quoted(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, stacklevel=1)
    assert CANARY not in log.getvalue()


def test_an_injected_line_break_stays_in_its_line(log: io.StringIO) -> None:
    structlog.get_logger("http").info("asked", topic="agenda/1\nlevel=error event=forged")
    assert len(log.getvalue().strip().splitlines()) == 1


def test_access_lines_are_off(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('%s - "GET /api/patients?name=%s"', "127.0.0.1", CANARY)
    assert log.getvalue() == ""
