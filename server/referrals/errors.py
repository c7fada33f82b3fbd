"""Refusals of referrals."""

from server.core.errors import Refusal


class ReferralOver(Refusal):
    """The referral was answered with a no, or taken back: it changes no more."""

    code = "referral_over"
    status = 409
    title = "This referral is over."


class ReferralClosed(Refusal):
    """The colleague's link is wrong, too old, or was closed by the practice."""

    code = "referral_closed"
    status = 410
    title = "This link no longer opens anything."


class ReferralCodeWrong(Refusal):
    """The code is not the one that the practice gave with this link."""

    code = "referral_code_wrong"
    status = 403
    title = "This is not the code that the practice gave."


class ReferralVisitOver(Refusal):
    """Nobody came through a colleague's link in this browser, or too long ago."""

    code = "referral_visit_over"
    status = 401
    title = "Open the link again."
