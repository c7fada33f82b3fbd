"""What patients are told about paying, in both languages; these stay within the GSM alphabet, but for the euro sign it has too."""

from server.notices.templates.wording import Wording

EMAIL: dict[str, dict[str, Wording]] = {
    "fr": {
        "payment_online": Wording(
            "Règlement de votre téléconsultation",
            "Bonjour,\n\nLe règlement de votre téléconsultation du $date avec $practitioner est de $amount.\n\n$pay\n\n"
            "La page montre aussi où retrouver vos documents. Le lien vous est personnel.",
        ),
        "payment_by_hand": Wording(
            "Règlement de votre téléconsultation",
            "Bonjour,\n\nLe règlement de votre téléconsultation du $date avec $practitioner est de $amount.\n\n"
            "Le cabinet vous dira comment régler : $phone.",
        ),
    },
    "en": {
        "payment_online": Wording(
            "Paying for your video consultation",
            "Hello,\n\nYour video consultation of $date with $practitioner comes to $amount.\n\n$pay\n\n"
            "The page also shows where to find your documents. The link is yours alone.",
        ),
        "payment_by_hand": Wording(
            "Paying for your video consultation",
            "Hello,\n\nYour video consultation of $date with $practitioner comes to $amount.\n\n"
            "The practice will tell you how to pay: $phone.",
        ),
    },
}
SMS: dict[str, dict[str, Wording]] = {
    "fr": {
        "payment_online": Wording("", "Téléconsultation $day : $amount à régler. $pay"),
        "payment_by_hand": Wording("", "Téléconsultation $day : $amount à régler. Le cabinet vous dira comment : $phone"),
    },
    "en": {
        "payment_online": Wording("", "Video consultation $day: $amount to pay. $pay"),
        "payment_by_hand": Wording("", "Video consultation $day: $amount to pay. The practice will tell you how: $phone"),
    },
}
BUTTONS = {"fr": {"pay": "Régler par carte"}, "en": {"pay": "Pay by card"}}
