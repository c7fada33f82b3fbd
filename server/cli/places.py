"""Which practice, which agenda: found by id or by name, or a sentence that lists the choices."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from server.accounts.models import Practice, Practitioner
from server.app import Hint, build_core
from server.cli.words import Sentence
from server.core.crypto import Sealed
from server.core.db import EVERY_PRACTICE
from server.core.opening import open_core
from server.core.unit import Core
from server.health import what_is_missing
from server.patients.rules.names import fold
from server.settings import Settings


def core_of(chosen: Settings, hint: Hint | None = None) -> Core:
    """The core, its root key read."""
    try:
        return build_core(chosen, hint=hint)
    except (Sealed, OSError) as error:
        raise Sentence(wrong_key(error)) from None


def wrong_key(error: Exception) -> str:
    """What to say of a root key that cannot be read, or is another database's."""
    said = str(error) if isinstance(error, Sealed) else f"The root key cannot be read ({type(error).__name__})."
    return f"{said} Look at ARDOISE_ROOT_KEY, or at root.key in the data folder."


@asynccontextmanager
async def opened(chosen: Settings, hint: Hint | None = None) -> AsyncIterator[Core]:
    """The core on a database that is ready to be used. `hint`: how screens are woken; None: by their own sweep."""
    core = core_of(chosen, hint)
    try:
        if missing := await what_is_missing(core):
            raise Sentence(
                {"database": "The database does not answer: look at DATABASE_URL."}.get(missing[0], "Run ardoise migrate first.")
            )
        await open_core(core)
        yield core
    except Sealed as sealed:
        raise Sentence(wrong_key(sealed)) from None
    except SQLAlchemyError as error:
        raise Sentence(f"The database refused ({type(error).__name__}); what was committed before stays.") from error
    finally:
        await core.db.close()


async def practice_named(core: Core, wanted: str | None) -> Practice:
    """The practice of this id or name; the only one when nothing is said."""
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(Practice).order_by(Practice.name))).all()
    found = [row for row in rows if wanted is None or wanted == row.id or fold(wanted) == fold(row.name)]
    if len(found) == 1:
        return found[0]
    raise Sentence(_choices("practice", "--practice", wanted, [(row.name, row.id) for row in rows]))


async def practitioner_named(core: Core, wanted: str) -> Practitioner:
    """The practitioner of this id or name."""
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(Practitioner).where(~Practitioner.archived).order_by(Practitioner.name))).all()
    found = [row for row in rows if wanted == row.id or fold(wanted) in {fold(row.name), fold(f"{row.title} {row.name}")}]
    if len(found) == 1:
        return found[0]
    raise Sentence(_choices("practitioner", "--practitioner", wanted, [(row.name, row.id) for row in rows]))


def _choices(what: str, option: str, wanted: str | None, rows: Sequence[tuple[str, str]]) -> str:
    if not rows:
        return f"There is no {what} yet: open the first-start page, or write the demo (ardoise demo)."
    listed = ", ".join(f"{name} ({row_id})" for name, row_id in rows)
    said = f"No single {what} is called {wanted!r}" if wanted is not None else f"There are several {what}s"
    return f"{said}; say {option} with one of: {listed}."
