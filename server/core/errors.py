"""Refusals: we understood, and we say no, with what the screen needs to say why.

Three kinds of failure exist (see docs/architecture.md): a `Refusal`, a malformed request, and our bug.
A refusal carries data, never sentences: the browser owns the words.
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """A command or query that is refused. `code` is stable; `data` is what the screen shows."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Refused."

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.data = data


class NotFound(Refusal):
    """Unknown and forbidden give this same answer."""

    code = "not_found"
    status = 404
    title = "There is no such thing here, or it is not yours to see."


class Malformed(Refusal):
    """The request cannot be read; `path` says where."""

    code = "malformed"
    status = 422
    title = "The request cannot be read."


class SignedOut(Refusal):
    """Nobody is signed in behind this request."""

    code = "signed_out"
    status = 401
    title = "Sign in first."


class WrongOrigin(Refusal):
    """The request does not come from our own page."""

    code = "origin"
    status = 403
    title = "This request does not come from this application."


class Stale(Refusal):
    """Somebody changed it first: `theirs` is the present state."""

    code = "stale"
    status = 409
    title = "It was changed by somebody else in the meantime."


class NeedsConfirmation(Refusal):
    """Allowed, but something must be accepted first: `warnings` says what."""

    code = "needs_confirmation"
    status = 409
    title = "This needs to be confirmed."


class Invalid(Refusal):
    """The values are readable and make no sense together: `field` and `reason`."""

    code = "invalid"
    status = 422
    title = "These values do not fit together."


class TooMany(Refusal):
    """Slow down: `retry_after` is in seconds."""

    code = "too_many"
    status = 429
    title = "Too many attempts; wait a little."


class KeyReused(Refusal):
    """The Idempotency-Key was used for another request."""

    code = "key_reused"
    status = 422
    title = "This Idempotency-Key belongs to another request."


class WrongMethod(Refusal):
    """The address exists, and not for this method; `Allow` lists those it takes."""

    code = "method"
    status = 405
    title = "This address does not take this method."


class TooLarge(Refusal):
    """The body is larger than `limit` bytes."""

    code = "too_large"
    status = 413
    title = "This is too large."


class WrongSignature(Refusal):
    """The word of another house's program, a payment provider's or a telephone system's, whose signature is wrong, or too old."""

    code = "wrong_signature"
    status = 400
    title = "The signature is wrong, or too old."


class Unavailable(Refusal):
    """Not now: a part that this needs does not answer."""

    code = "unavailable"
    status = 503
    title = "This is not available right now; try again."
