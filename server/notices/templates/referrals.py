"""What a colleague from outside is told by SMS: the code that opens a request, and nobody's name; within the GSM alphabet."""

from server.notices.templates.wording import Wording

SMS: dict[str, dict[str, Wording]] = {
    "fr": {"referral_code": Wording("", "$practitioner ($practice) : le code de la demande reçue par e-mail est $code.")},
    "en": {"referral_code": Wording("", "$practitioner ($practice): the code of the request you got by e-mail is $code.")},
}
