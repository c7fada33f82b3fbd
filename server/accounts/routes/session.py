"""Log-in, first start, passwords, the second factor, and who one is."""

from server.accounts.queries import me as read_me
from server.accounts.queries.welcome import welcome as read_welcome
from server.accounts.schemas.quiet import ChooseQuiet, QuietView
from server.accounts.schemas.session import (
    ChangeMe,
    ChangePassword,
    ForgotPassword,
    GiveCode,
    LogIn,
    LogOut,
    Me,
    RecoveryCodes,
    ResetPassword,
    SecondFactorSecret,
    SetUp,
    SignedIn,
    StartSecondFactor,
    Welcome,
)
from server.accounts.service import first_start, myself, passwords, quieting, second_factors, signing_in
from server.core.http import Api, Reply, Visit
from server.core.unit import UnitOfWork, reading, writing

session = Api("Session")


@session.action("GET", "/api/welcome", access="public")
async def welcome(visit: Visit) -> Welcome:
    """What the log-in page needs to know."""
    return await read_welcome(visit.house.core, visit.house.settings)


@session.action("POST", "/api/setup", access="public")
async def set_up(visit: Visit, body: SetUp) -> Reply[SignedIn]:
    """First start: open the practice with the token printed in the log."""
    return await first_start.set_up(visit, body)


@session.action("POST", "/api/login", access="public")
async def log_in(visit: Visit, body: LogIn) -> Reply[SignedIn]:
    """Sign in with a password; `state` says what is still missing."""
    return await signing_in.log_in(visit, body)


@session.action("POST", "/api/login/second", access="public")
async def give_second_factor(visit: Visit, body: GiveCode) -> Reply[SignedIn]:
    """Give a code of the second factor, or a recovery code."""
    return await signing_in.give_code(visit, body)


@session.action("POST", "/api/logout", access="public")
async def log_out(visit: Visit, body: LogOut) -> Reply[None]:
    """Sign out here, or everywhere; the screens close."""
    return await signing_in.log_out(visit, body)


@session.action("POST", "/api/second-factor/start", access="public")
async def start_second_factor(visit: Visit, body: StartSecondFactor) -> SecondFactorSecret:
    """Make a second factor's secret, with its QR code."""
    return await second_factors.start_second_factor(visit, body)


@session.action("POST", "/api/second-factor/confirm", access="public")
async def confirm_second_factor(visit: Visit, body: GiveCode) -> Reply[RecoveryCodes]:
    """Confirm it with a code; recovery codes are shown once."""
    return await second_factors.confirm_second_factor(visit, body)


@session.action("POST", "/api/password/forgot", access="public")
async def forgot_password(visit: Visit, body: ForgotPassword) -> None:
    """Ask for a link that sets a new password."""
    await passwords.forgot_password(visit, body)


@session.action("POST", "/api/password/reset", access="public")
async def reset_password(visit: Visit, body: ResetPassword) -> None:
    """Set a new password with the link."""
    await passwords.reset_password(visit, body)


@session.action("POST", "/api/password/change")
async def change_password(visit: Visit, body: ChangePassword) -> None:
    """Set a new password, knowing the present one."""
    await passwords.change_password(visit, body)


@session.action("GET", "/api/me")
async def me(visit: Visit) -> Me:
    """Who one is, and what one may do today."""
    async with reading(visit.house.core, visit.actor) as uow:
        return await read_me(uow, demo=visit.house.settings.demo)


@session.action("PATCH", "/api/me")
async def change_me(visit: Visit, body: ChangeMe) -> Me:
    """Change one's own name or language."""
    async with writing(visit.house.core, visit.actor) as uow:
        return await myself.change_me(uow, body, demo=visit.house.settings.demo)


@session.command("PATCH", "/api/me/quiet")
async def choose_quiet(uow: UnitOfWork, body: ChooseQuiet) -> QuietView:
    """Say when one is not to be disturbed."""
    return await quieting.choose_quiet(uow, body)
