"""Messages in English."""

from server.notices.templates.wording import Words

_FOOTER = "This message was sent automatically by Ardoise; replies are not read."

ENGLISH: dict[str, Words] = {
    "password_reset": Words(
        subject="Choose a new password",
        paragraphs=(
            "Hello $name,",
            "A new password was asked for your Ardoise account. This link works once, for one hour.",
            "If you did not ask for anything, ignore this message: your password stays the same.",
        ),
        footer=_FOOTER,
        action="Choose a new password",
    ),
    "password_changed": Words(
        subject="Your password was changed",
        paragraphs=(
            "Hello $name,",
            "The password of your Ardoise account was just changed, and the other devices were signed out.",
            "If it was not you, ask for a new password on the log-in page at once, and tell the administrator of your practice.",
        ),
        footer=_FOOTER,
    ),
    "invitation": Words(
        subject="$practice invites you to Ardoise",
        paragraphs=(
            "Hello,",
            "$inviter invites you to join $practice on Ardoise. This link works once, for seven days.",
            "If you do not know this practice, ignore this message.",
        ),
        footer=_FOOTER,
        action="Answer the invitation",
    ),
    "documents_shared": Words(
        subject="Documents are waiting for you",
        paragraphs=(
            "Hello,",
            "$practice has documents for you. This link is yours alone: do not pass it on.",
            "They stay available for a few weeks; save them to keep them.",
        ),
        footer=_FOOTER,
        action="See my documents",
    ),
    "referral": Words(
        subject="A colleague refers a patient to you",
        paragraphs=(
            "Hello,",
            "$practitioner ($practice) refers a patient to you. The request opens by this link and by a code "
            "that the practice gives you by telephone or by SMS.",
            "This message names nobody. The link stays open for thirty days; do not pass it on.",
        ),
        footer=_FOOTER,
        action="See the request",
    ),
    "grant": Words(
        subject="An agenda was opened to you on Ardoise",
        paragraphs=(
            "Hello $name,",
            "$inviter opens the agenda of $practitioner ($practice) to you. You will find it among your agendas.",
            "The practice may withdraw this access at any time.",
        ),
        footer=_FOOTER,
        action="Open Ardoise",
    ),
}
