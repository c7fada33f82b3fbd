"""Log-in, first start, passwords, the second factor, and who one is."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.accounts.schemas.people import PractitionerView
from server.core.actors import Right, Role
from server.core.fields import Email, Hue, Id, Line, Name

Given = Annotated[str, Meta(min_length=1, max_length=1024, description="a password as typed")]
Chosen = Annotated[str, Meta(min_length=1, max_length=128, description="a new password; the server says when it is too weak")]
Code = Annotated[str, Meta(min_length=6, max_length=32, description="six digits, or a recovery code")]
LinkToken = Annotated[str, Meta(min_length=1, max_length=128, description="what follows # in the link")]
Locale = Literal["fr", "en"]
SignInState = Literal["signed_in", "second_factor", "enrol_second_factor"]


class DemoLogin(Struct, frozen=True, kw_only=True):
    """Somebody of the demo, with his password."""

    email: str
    password: str
    name: str
    role: Role


class Welcome(Struct, frozen=True, kw_only=True):
    """What the log-in page needs to know. `mail`: whether e-mails leave this installation."""

    demo: bool
    setup_needed: bool
    demo_logins: list[DemoLogin]
    mail: bool
    version: str


class PracticeToOpen(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The practice of a first start."""

    name: Name


class LocationToOpen(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Its first place."""

    name: Name
    zone: Annotated[str, Meta(max_length=60)] = "Europe/Paris"
    address: Annotated[str, Meta(max_length=400)] = ""


class AdministratorToBe(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who opens the practice; `practitioner`: he also has an agenda."""

    name: Name
    email: Email
    password: Chosen
    practitioner: bool = False
    profession: Annotated[str, Meta(max_length=80)] = ""


class SetUp(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The first start, guarded by the one-time token printed in the log."""

    token: LinkToken
    practice: PracticeToOpen
    location: LocationToOpen
    administrator: AdministratorToBe


class LogIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sign in with a password."""

    email: Annotated[str, Meta(min_length=1, max_length=254)]
    password: Given


class GiveCode(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A code of the second factor."""

    code: Code


class SignedIn(Struct, frozen=True, kw_only=True):
    """How far one is. `recovery_codes_left`: told when one of them has just been used."""

    state: SignInState
    recovery_codes_left: int | None = None


class LogOut(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sign out here, or `everywhere`."""

    everywhere: bool = False


class StartSecondFactor(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Begin to set up the second factor; whoever has one already, or is at work, gives the password again."""

    password: Given | None = None


class SecondFactorSecret(Struct, frozen=True, kw_only=True):
    """What the authenticator application needs, also as a QR code."""

    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    """Codes to keep on paper, shown once."""

    recovery_codes: list[str]


class ForgotPassword(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ask for a link that sets a new password; the answer is the same whether or not the address is known."""

    email: Email


class ResetPassword(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Set a new password with the link's token."""

    token: LinkToken
    password: Chosen


class ChangePassword(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Set a new password, knowing the present one."""

    current: Given
    password: Chosen


class ChangeMe(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change one's own name or language."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET


class Myself(Struct, frozen=True, kw_only=True):
    """The person behind the session."""

    id: Id
    name: str
    initials: str
    email: str
    hue: Hue
    second_factor: bool


class MyPractice(Struct, frozen=True, kw_only=True):
    """A practice one belongs to today, and as what; several lines for several roles."""

    id: Id
    name: str
    role: Role
    practitioner_id: Id | None


class MyAgenda(Struct, frozen=True, kw_only=True):
    """An agenda one may look at, and what one may do there. `details`: more than busy hours (Q28)."""

    practitioner: PractitionerView
    practice_id: Id
    practice_name: Line
    rights: list[Right]
    details: bool


class Me(Struct, frozen=True, kw_only=True):
    """Who one is and what one may do today."""

    person: Myself
    practices: list[MyPractice]
    agendas: list[MyAgenda]
    demo: bool
    locale: Locale
