"""What patients and practitioners are told about appointments, in both languages: e-mails and text messages.

No reason and no specialty in a subject or a text message; these stay within the GSM alphabet (Q39).
"""

from server.notices.templates.wording import Wording

_WHAT = "$practitioner\n$date, $time ($duration min)\n$type\n$place"
_VIDEO = "$practitioner\n$date, $time ($duration min)\n$type, en vidéo"
_VIDEO_EN = "$practitioner\n$date, $time ($duration min)\n$type, by video"
_ROOM = "Ouvrez ce lien à l’heure du rendez-vous ; avant, il vous permet d’essayer votre caméra et votre micro :\n\n$room"
_ROOM_EN = "Open this link at the time of the appointment; before, it lets you try your camera and microphone:\n\n$room"
_CODE = "Sur un autre appareil, tapez le code $code sur la même page."
_CODE_EN = "On another device, type the code $code on the same page."
_URGENT = "Une téléconsultation ne convient pas à une urgence : appelez le 15 ou le 112."
_URGENT_EN = "A video consultation is not for emergencies: call 15 or 112."

EMAIL: dict[str, dict[str, Wording]] = {
    "fr": {
        "confirmed": Wording(
            "Rendez-vous confirmé : $date à $time", f"Bonjour,\n\nLe rendez-vous de $patient est confirmé :\n\n{_WHAT}\n\n$message\n\n$link"
        ),
        "confirmed_video": Wording(
            "Téléconsultation confirmée : $date à $time",
            f"Bonjour,\n\nLa téléconsultation de $patient est confirmée :\n\n{_VIDEO}\n\n$message\n\n{_ROOM}\n\n{_CODE}"
            f"\n\n$link\n\n{_URGENT}",
        ),
        "moved": Wording(
            "Rendez-vous déplacé : $date à $time",
            f"Bonjour,\n\nLe rendez-vous de $patient a changé. Il est maintenant :\n\n{_WHAT}\n\n$message\n\n$link",
        ),
        "moved_video": Wording(
            "Téléconsultation déplacée : $date à $time",
            f"Bonjour,\n\nLa téléconsultation de $patient a changé. Elle est maintenant :\n\n{_VIDEO}\n\n$message\n\n"
            f"Le lien a changé aussi. {_ROOM}\n\n{_CODE}\n\n$link\n\n{_URGENT}",
        ),
        "cancelled": Wording(
            "Rendez-vous annulé : $date à $time",
            "Bonjour,\n\nLe rendez-vous de $patient avec $practitioner, $date à $time, est annulé.\n\n"
            "Pour en prendre un autre, appelez le cabinet : $phone.",
        ),
        "reminder": Wording(
            "Rappel : rendez-vous $date à $time",
            f"Bonjour,\n\n$patient a rendez-vous :\n\n{_WHAT}\n\n$message\n\nEn cas d’empêchement, prévenez-nous.\n\n$link",
        ),
        "reminder_video": Wording(
            "Rappel : téléconsultation $date à $time",
            f"Bonjour,\n\n$patient a une téléconsultation :\n\n{_VIDEO}\n\n$message\n\n{_ROOM}\n\n{_CODE}\n\n"
            "Préparez la carte Vitale et vos documents, dans un endroit calme et éclairé.\n\n"
            f"En cas d’empêchement, prévenez-nous.\n\n$link\n\n{_URGENT}",
        ),
        "invitation_video": Wording(
            "Votre téléconsultation commence à $time",
            f"Bonjour,\n\n$practitioner vous attend en téléconsultation à $time. Entrez dans la salle d’attente :"
            f"\n\n$room\n\n{_CODE}\n\n{_URGENT}",
        ),
        "ended_video": Wording(
            "Votre téléconsultation du $date est terminée",
            "Bonjour,\n\nVotre téléconsultation avec $practitioner est terminée. Vos documents, s’il y en a, et le règlement "
            "se trouvent sur cette page :\n\n$page\n\nUne question ? Appelez le cabinet : $phone.",
        ),
        "practitioner_confirmed": Wording(
            "Nouveau rendez-vous : $date à $time",
            "Bonjour,\n\nUn rendez-vous a été pris :\n\n$date, $time ($duration min)\n$type\n$place\n\n$agenda",
        ),
        "practitioner_moved": Wording(
            "Rendez-vous déplacé : $date à $time",
            "Bonjour,\n\nUn rendez-vous a été déplacé. Il est maintenant :\n\n$date, $time ($duration min)\n$type\n$place\n\n$agenda",
        ),
        "practitioner_cancelled": Wording(
            "Rendez-vous annulé : $date à $time", "Bonjour,\n\nLe rendez-vous du $date à $time a été annulé.\n\n$agenda"
        ),
    },
    "en": {
        "confirmed": Wording(
            "Appointment confirmed: $date at $time", f"Hello,\n\nThe appointment of $patient is confirmed:\n\n{_WHAT}\n\n$message\n\n$link"
        ),
        "confirmed_video": Wording(
            "Video consultation confirmed: $date at $time",
            f"Hello,\n\nThe video consultation of $patient is confirmed:\n\n{_VIDEO_EN}\n\n$message\n\n{_ROOM_EN}\n\n{_CODE_EN}"
            f"\n\n$link\n\n{_URGENT_EN}",
        ),
        "moved": Wording(
            "Appointment moved: $date at $time",
            f"Hello,\n\nThe appointment of $patient has changed. It is now:\n\n{_WHAT}\n\n$message\n\n$link",
        ),
        "moved_video": Wording(
            "Video consultation moved: $date at $time",
            f"Hello,\n\nThe video consultation of $patient has changed. It is now:\n\n{_VIDEO_EN}\n\n$message\n\n"
            f"The link has changed too. {_ROOM_EN}\n\n{_CODE_EN}\n\n$link\n\n{_URGENT_EN}",
        ),
        "cancelled": Wording(
            "Appointment cancelled: $date at $time",
            "Hello,\n\nThe appointment of $patient with $practitioner, $date at $time, is cancelled.\n\n"
            "To make another one, call the practice: $phone.",
        ),
        "reminder": Wording(
            "Reminder: appointment $date at $time",
            f"Hello,\n\n$patient has an appointment:\n\n{_WHAT}\n\n$message\n\nIf you cannot come, please tell us.\n\n$link",
        ),
        "reminder_video": Wording(
            "Reminder: video consultation $date at $time",
            f"Hello,\n\n$patient has a video consultation:\n\n{_VIDEO_EN}\n\n$message\n\n{_ROOM_EN}\n\n{_CODE_EN}\n\n"
            "Have your documents at hand, in a quiet and well lit place.\n\n"
            f"If you cannot attend, please tell us.\n\n$link\n\n{_URGENT_EN}",
        ),
        "invitation_video": Wording(
            "Your video consultation starts at $time",
            f"Hello,\n\n$practitioner expects you by video at $time. Enter the waiting room:\n\n$room\n\n{_CODE_EN}\n\n{_URGENT_EN}",
        ),
        "ended_video": Wording(
            "Your video consultation of $date is over",
            "Hello,\n\nYour video consultation with $practitioner is over. Your documents, if there are any, and the payment "
            "are on this page:\n\n$page\n\nA question? Call the practice: $phone.",
        ),
        "practitioner_confirmed": Wording(
            "New appointment: $date at $time",
            "Hello,\n\nAn appointment was made:\n\n$date, $time ($duration min)\n$type\n$place\n\n$agenda",
        ),
        "practitioner_moved": Wording(
            "Appointment moved: $date at $time",
            "Hello,\n\nAn appointment was moved. It is now:\n\n$date, $time ($duration min)\n$type\n$place\n\n$agenda",
        ),
        "practitioner_cancelled": Wording(
            "Appointment cancelled: $date at $time", "Hello,\n\nThe appointment of $date at $time was cancelled.\n\n$agenda"
        ),
    },
}

SMS: dict[str, dict[str, Wording]] = {
    "fr": {
        "confirmed": Wording("", "RDV confirmé $day à $time avec $practitioner. Modifier ou annuler : $link"),
        "confirmed_video": Wording("", "Téléconsultation confirmée $day à $time avec $practitioner. Entrer : $room"),
        "moved": Wording("", "RDV déplacé : $day à $time avec $practitioner. Modifier ou annuler : $link"),
        "moved_video": Wording("", "Téléconsultation déplacée : $day à $time avec $practitioner. Nouveau lien : $room"),
        "cancelled": Wording("", "RDV annulé : $day à $time avec $practitioner. Renseignements : $phone"),
        "reminder": Wording("", "Rappel : RDV $day à $time avec $practitioner. Modifier ou annuler : $link"),
        "reminder_video": Wording("", "Rappel : téléconsultation $day à $time avec $practitioner. Essayer et entrer : $room"),
        "invitation_video": Wording("", "$practitioner vous attend en téléconsultation à $time : $room"),
        "ended_video": Wording("", "Téléconsultation $day avec $practitioner terminée. Documents et règlement : $page"),
    },
    "en": {
        "confirmed": Wording("", "Appointment confirmed $day at $time with $practitioner. Change or cancel: $link"),
        "confirmed_video": Wording("", "Video consultation confirmed $day at $time with $practitioner. Enter: $room"),
        "moved": Wording("", "Appointment moved: $day at $time with $practitioner. Change or cancel: $link"),
        "moved_video": Wording("", "Video consultation moved: $day at $time with $practitioner. New link: $room"),
        "cancelled": Wording("", "Appointment cancelled: $day at $time with $practitioner. Call $phone"),
        "reminder": Wording("", "Reminder: appointment $day at $time with $practitioner. Change or cancel: $link"),
        "reminder_video": Wording("", "Reminder: video consultation $day at $time with $practitioner. Try and enter: $room"),
        "invitation_video": Wording("", "$practitioner expects you by video at $time: $room"),
        "ended_video": Wording("", "Video consultation $day with $practitioner is over. Documents and payment: $page"),
    },
}

BUTTONS: dict[str, dict[str, str]] = {
    "fr": {
        "link": "Déplacer ou annuler",
        "room": "Entrer dans la salle d’attente",
        "page": "Documents et règlement",
        "agenda": "Ouvrir l’agenda",
    },
    "en": {"link": "Move or cancel", "room": "Enter the waiting room", "page": "Documents and payment", "agenda": "Open the agenda"},
}
FOOTERS = {
    "fr": "Envoyé par $practice, $phone, avec Ardoise.",
    "en": "Sent by $practice, $phone, with Ardoise.",
}

_COMMON = (
    "patient",
    "first_name",
    "practitioner",
    "date",
    "day",
    "time",
    "duration",
    "type",
    "place",
    "practice",
    "phone",
    "link",
    "message",
)
_ROOMS = ("room", "code")


def variables(template: str) -> tuple[str, ...]:
    """What the words of a message may name."""
    if template.startswith("practitioner_"):
        return ("practitioner", "date", "day", "time", "duration", "type", "place", "practice", "phone", "agenda")
    if template == "cancelled":
        return ("patient", "first_name", "practitioner", "date", "day", "time", "practice", "phone")
    if template == "ended_video":
        return (*(name for name in _COMMON if name not in {"link", "message"}), "page")
    return (*_COMMON, *_ROOMS) if template.endswith("_video") else _COMMON
