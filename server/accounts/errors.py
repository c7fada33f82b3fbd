"""Refusals of accounts."""

from server.core.errors import Refusal


class WrongCredentials(Refusal):
    """No such account, or not this password: nobody is told which."""

    code = "wrong_credentials"
    status = 422
    title = "This address and this password do not go together."


class WrongCode(Refusal):
    """The code is wrong, too old, or was used already."""

    code = "wrong_code"
    status = 422
    title = "This code does not open anything."


class WeakPassword(Refusal):
    """The new password is easily guessed; `reason` is too_short, common or personal."""

    code = "weak_password"
    status = 422
    title = "This password is too easily guessed."


class LinkExpired(Refusal):
    """The link was used, replaced, withdrawn, or is too old."""

    code = "link_expired"
    status = 410
    title = "This link no longer works."


class AlreadyMember(Refusal):
    """The person belongs to the practice already."""

    code = "already_member"
    status = 409
    title = "This person is already a member."


class LastAdministrator(Refusal):
    """A practice keeps an administrator who can sign in."""

    code = "last_administrator"
    status = 409
    title = "A practice keeps at least one administrator."


class PractitionerTaken(Refusal):
    """This agenda is somebody else's own."""

    code = "practitioner_taken"
    status = 409
    title = "This agenda already belongs to another member."


class LocationInUse(Refusal):
    """Somebody consults there by default, or it is the last place open."""

    code = "location_in_use"
    status = 409
    title = "This place is still used."


class BelongsElsewhere(Refusal):
    """The person works for another practice too, which alone this administrator may not decide for."""

    code = "belongs_elsewhere"
    status = 409
    title = "This person also belongs to another practice."
