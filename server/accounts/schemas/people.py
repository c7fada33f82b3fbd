"""Practices, their places, their practitioners, their members, and whom they invite."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.accounts.schemas.quiet import QuietView
from server.core.actors import Right, Role
from server.core.fields import Day, Email, Hue, Id, Instant, Name, Phone, Version

StaffRole = Literal["administrator", "practitioner", "secretary", "tele_secretary"]
"""The roles one is invited to; a replacement comes with its record, an outside colleague with a grant."""
GrantFunction = Literal["busy", "details", "booking"]
"""What an agenda opened to an outside colleague lets him do (F093, Q28)."""
IdOrEveryone = Annotated[str, Meta(pattern=r"^([0-9a-f]{32}|\*)$", description="an identifier, or * for all those not named")]
Ticks = Annotated[list[Right], Meta(max_length=40)]
Profession = Annotated[str, Meta(min_length=1, max_length=80)]
Specialty = Annotated[str, Meta(max_length=120)]
Title = Annotated[str, Meta(max_length=20)]
Initials = Annotated[str, Meta(min_length=1, max_length=4)]
Address = Annotated[str, Meta(max_length=400)]
Region = Annotated[str, Meta(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$", description="country or subdivision of the public holidays")]
EmailOrNone = Annotated[str, Meta(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$", description="empty takes it away")]
ChatMonths = Annotated[int, Meta(ge=0, le=240, description="how long conversations are kept; 0 = for good")]
SharedWeeks = Annotated[int, Meta(ge=1, le=104, description="how long a patient's link shows what was shared")]
RegisterNumber = Annotated[str, Meta(pattern=r"^(\d{9}|\d{11})?$", description="RPPS (11 digits) or ADELI (9)")]
DoorOpens = Annotated[int, Meta(ge=5, le=720, description="minutes before a teleconsultation from which its patient may knock")]
DoorCloses = Annotated[
    int, Meta(ge=15, le=720, description="minutes after the hour of a teleconsultation until which its patient may knock")
]
IdleMinutes = Annotated[int, Meta(ge=30, le=120, description="minutes before an idle practitioner is signed out")]


class PaymentAmount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An amount that practitioners ask for with one press, and what it is for (F181)."""

    label: Annotated[str, Meta(min_length=1, max_length=80)]
    amount: Annotated[int, Meta(ge=50, le=1_000_000, description="cents of a euro")]


PaymentAmounts = Annotated[list[PaymentAmount], Meta(max_length=12)]
ArchiveDays = Annotated[int, Meta(ge=0, le=365, description="days; 0 = never")]
FreedSlotTitle = Annotated[str, Meta(max_length=200)]


class PracticeView(Struct, frozen=True, kw_only=True):
    """A practice."""

    id: Id
    version: Version
    name: str
    phone: str
    email: str
    practitioner_idle_minutes: IdleMinutes
    shared_weeks: SharedWeeks
    chat_months: ChatMonths
    teleconsultation_opens_minutes: DoorOpens
    teleconsultation_closes_minutes: DoorCloses
    teleconsultation_desk: bool
    teleconsultation_shared: bool
    teleconsultation_recording: bool
    """Practitioners may record a consultation on their own computer, once its patient agreed."""
    missions_archive_days: ArchiveDays
    """Days after which a mission that is done goes to the archive by itself."""
    missions_freed_slot: FreedSlotTitle
    """What the mission is called that each freed slot makes; empty: none is made."""
    referrals_listed: bool
    """Other practices of this server find its practitioners and may send them patients."""
    payment_amounts: list[PaymentAmount]


class ChangePractice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given. A stale `version` answers 409 with both."""

    version: Version
    name: Name | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    email: EmailOrNone | UnsetType = UNSET
    practitioner_idle_minutes: IdleMinutes | UnsetType = UNSET
    shared_weeks: SharedWeeks | UnsetType = UNSET
    chat_months: ChatMonths | UnsetType = UNSET
    teleconsultation_opens_minutes: DoorOpens | UnsetType = UNSET
    teleconsultation_closes_minutes: DoorCloses | UnsetType = UNSET
    teleconsultation_desk: bool | UnsetType = UNSET
    teleconsultation_shared: bool | UnsetType = UNSET
    teleconsultation_recording: bool | UnsetType = UNSET
    missions_archive_days: ArchiveDays | UnsetType = UNSET
    missions_freed_slot: FreedSlotTitle | UnsetType = UNSET
    referrals_listed: bool | UnsetType = UNSET
    payment_amounts: PaymentAmounts | UnsetType = UNSET


class LocationView(Struct, frozen=True, kw_only=True):
    """A place where people consult."""

    id: Id
    version: Version
    practice_id: Id
    name: str
    address: str
    zone: str
    region: str
    archived: bool


class AddLocation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Open a place. Its zone stays: another zone is another place. `region` left out follows the zone."""

    practice_id: Id
    name: Name
    address: Address = ""
    zone: Annotated[str, Meta(max_length=60)] = "Europe/Paris"
    region: Region | None = None


class ChangeLocation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given; `archived` closes a place nobody consults at by default, or opens it again."""

    version: Version
    name: Name | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    region: Region | UnsetType = UNSET
    archived: bool | UnsetType = UNSET


class PractitionerView(Struct, frozen=True, kw_only=True):
    """Somebody who has an agenda. Whose account it is: the member with this `practitioner_id`."""

    id: Id
    version: Version
    practice_id: Id
    name: str
    title: str
    profession: str
    specialty: str
    register_number: str
    initials: str
    hue: Hue
    position: int
    location_id: Id
    archived: bool


class AddPractitioner(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Open an agenda. Without `hue` and `initials` they are chosen; `location_id` left out is the practice's first place."""

    practice_id: Id
    name: Name
    title: Title = ""
    profession: Profession
    specialty: Specialty = ""
    register_number: RegisterNumber = ""
    initials: Initials | None = None
    hue: Hue | None = None
    location_id: Id | None = None


class ChangePractitioner(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given; an archived practitioner keeps his past and takes no appointment."""

    version: Version
    name: Name | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    profession: Profession | UnsetType = UNSET
    specialty: Specialty | UnsetType = UNSET
    register_number: RegisterNumber | UnsetType = UNSET
    initials: Initials | UnsetType = UNSET
    hue: Hue | UnsetType = UNSET
    position: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    location_id: Id | UnsetType = UNSET
    archived: bool | UnsetType = UNSET


class MemberView(Struct, frozen=True, kw_only=True):
    """A person in a practice. `rights`: practitioner id, or `*` for those not named → ticked rights, defaults included.

    `email` is None for who does not manage the members; `function` is a grant's, `days` a replacement's.
    """

    id: Id
    practice_id: Id
    person_id: Id
    name: str
    initials: str
    hue: Hue
    email: str | None
    role: Role
    practitioner_id: Id | None
    rights: dict[str, list[Right]]
    function: GrantFunction | None
    days: list[Day] | None
    disabled: bool
    since: Instant


class ChangeMember(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given. A new role starts from its own rights; it, or being disabled, signs the person out."""

    role: StaffRole | UnsetType = UNSET
    practitioner_id: Id | None | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET


class TickRights(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is ticked for a member on one practitioner's agenda, or on `*`, every one not named (F095)."""

    practitioner_id: IdOrEveryone
    rights: Ticks


class InvitationView(Struct, frozen=True, kw_only=True):
    """Somebody asked to join who has not answered yet; past `expires_at` the link is dead."""

    id: Id
    practice_id: Id
    email: str
    role: Role
    practitioner_id: Id | None
    rights: dict[str, list[Right]]
    function: GrantFunction | None
    at: Instant
    expires_at: Instant


class Invite(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ask somebody to join; asking the same address again replaces the earlier invitation."""

    practice_id: Id
    email: Email
    role: StaffRole
    practitioner_id: Id | None = None


class OpenInvitation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Look at an invitation before answering it."""

    token: Annotated[str, Meta(min_length=1, max_length=128)]


class OpenedInvitation(Struct, frozen=True, kw_only=True):
    """Who invites, as what. `has_account`: sign in with that account's password, or choose one."""

    practice_name: str
    email: str
    role: Role
    has_account: bool


class AcceptInvitation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Join. A new person chooses a name and a password; one who has an account gives its password, or is signed in."""

    token: Annotated[str, Meta(min_length=1, max_length=128)]
    name: Name | None = None
    password: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


class Grant(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Open an agenda to a colleague outside the practice (F093)."""

    practitioner_id: Id
    email: Email
    function: GrantFunction


class Granted(Struct, frozen=True, kw_only=True):
    """The grant of a colleague who has an account, or the invitation sent to one who has none yet."""

    grant: MemberView | None = None
    invitation: InvitationView | None = None


class AccessView(Struct, frozen=True, kw_only=True):
    """On the topic of a person: a new `version` says that what /api/me tells has changed. Its id is the person's."""

    id: Id
    version: Version


class PracticeBody(Struct, frozen=True, kw_only=True):
    """The collections of the topic practice/{id}; `practice` holds one."""

    practice: list[PracticeView]
    locations: list[LocationView]
    practitioners: list[PractitionerView]
    members: list[MemberView]
    invitations: list[InvitationView]


class PersonBody(Struct, frozen=True, kw_only=True):
    """The collections of the topic person/{id}; each holds one."""

    access: list[AccessView]
    quiet: list[QuietView]
