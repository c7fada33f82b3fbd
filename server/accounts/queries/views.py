"""From rows to what screens show."""

from datetime import date
from typing import cast

import msgspec

from server.accounts.models import Invitation, Location, MembershipRow, Person, Practice, Practitioner
from server.accounts.rules import function_of, hue_of, in_order, listed_rights
from server.accounts.schemas.people import (
    InvitationView,
    LocationView,
    MemberView,
    PaymentAmount,
    PracticeView,
    PractitionerView,
)
from server.core.actors import Role

IDLE = "practitioner_idle_minutes"
IDLE_DEFAULT = 30
SHARED_WEEKS = "shared_weeks"
SHARED_WEEKS_DEFAULT = 6
CHAT_MONTHS = "chat_months"
"""How long conversations are kept; for good unless the practice says otherwise."""
DOOR_OPENS = "teleconsultation_opens_minutes"
DOOR_CLOSES = "teleconsultation_closes_minutes"
DOOR_OPENS_DEFAULT, DOOR_CLOSES_DEFAULT = 30, 120
"""Minutes before and after the hour of a teleconsultation between which its patient may knock, unless the practice says otherwise."""
PAYMENT_AMOUNTS = "payment_amounts"
LISTED = "referrals_listed"
"""Whether other practices of this server find its practitioners and may send them patients; not unless the practice says so."""
MISSIONS_ARCHIVED = "missions_archive_days"
MISSIONS_ARCHIVED_DEFAULT = 14
"""Days after which a mission that is done goes to the archive by itself; 0: it waits for somebody."""
MISSIONS_FREED = "missions_freed_slot"
"""What the mission is called that each freed slot makes; none is made unless the practice says so."""
DESK = "teleconsultation_desk"
"""Whether the secretariat receives patients before a teleconsultation and sees them out; not unless the practice says so."""
SHARED_QUEUE = "teleconsultation_shared"
"""Whether its practitioners take one another's patients who wait; not unless the practice says so."""
RECORDING = "teleconsultation_recording"
"""Whether practitioners may record a consultation on their own computer, once its patient agreed; not unless the practice says so."""


def practice_view(row: Practice) -> PracticeView:
    """A practice."""
    return PracticeView(
        id=row.id,
        version=row.version,
        name=row.name,
        phone=row.phone,
        email=row.email,
        practitioner_idle_minutes=row.settings.get(IDLE, IDLE_DEFAULT),
        shared_weeks=row.settings.get(SHARED_WEEKS, SHARED_WEEKS_DEFAULT),
        chat_months=row.settings.get(CHAT_MONTHS, 0),
        teleconsultation_opens_minutes=row.settings.get(DOOR_OPENS, DOOR_OPENS_DEFAULT),
        teleconsultation_closes_minutes=row.settings.get(DOOR_CLOSES, DOOR_CLOSES_DEFAULT),
        teleconsultation_desk=row.settings.get(DESK, False),
        teleconsultation_shared=row.settings.get(SHARED_QUEUE, False),
        teleconsultation_recording=row.settings.get(RECORDING, False),
        missions_archive_days=row.settings.get(MISSIONS_ARCHIVED, MISSIONS_ARCHIVED_DEFAULT),
        missions_freed_slot=row.settings.get(MISSIONS_FREED, ""),
        referrals_listed=row.settings.get(LISTED, False),
        payment_amounts=msgspec.convert(row.settings.get(PAYMENT_AMOUNTS, []), list[PaymentAmount]),
    )


def location_view(row: Location) -> LocationView:
    """A place."""
    return LocationView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        name=row.name,
        address=row.address,
        zone=row.zone,
        region=row.region,
        archived=row.archived,
    )


def practitioner_view(row: Practitioner) -> PractitionerView:
    """Somebody who has an agenda."""
    return PractitionerView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        name=row.name,
        title=row.title,
        profession=row.profession,
        specialty=row.specialty,
        register_number=row.register_number,
        initials=row.initials,
        hue=row.hue,
        position=row.position,
        location_id=row.location_id,
        archived=row.archived,
    )


def member_view(row: MembershipRow, person: Person) -> MemberView:
    """A member, with his address; the lens takes it away."""
    role = cast("Role", row.role)
    return MemberView(
        id=row.id,
        practice_id=row.practice_id,
        person_id=person.id,
        name=person.name,
        initials=person.initials,
        hue=hue_of(person.id),
        email=person.email,
        role=role,
        practitioner_id=row.practitioner_id,
        rights=listed_rights(role, row.rights),
        function=function_of(role, row.rights),
        days=None if row.days is None else sorted(date.fromisoformat(day) for day in row.days),
        disabled=row.disabled,
        since=row.since,
    )


def invitation_view(row: Invitation) -> InvitationView:
    """Somebody asked to join."""
    role = cast("Role", row.role)
    return InvitationView(
        id=row.id,
        practice_id=row.practice_id,
        email=row.email,
        role=role,
        practitioner_id=row.practitioner_id,
        rights={key: in_order(ticked) for key, ticked in row.rights.items()},
        function=function_of(role, row.rights),
        at=row.at,
        expires_at=row.expires_at,
    )
