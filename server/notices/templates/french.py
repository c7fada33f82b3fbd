"""Messages in French."""

from server.notices.templates.wording import Words

_FOOTER = "Ce message a été envoyé automatiquement par Ardoise ; il n’est pas possible d’y répondre."

FRENCH: dict[str, Words] = {
    "password_reset": Words(
        subject="Choisir un nouveau mot de passe",
        paragraphs=(
            "Bonjour $name,",
            "Un nouveau mot de passe a été demandé pour votre compte Ardoise. Ce lien sert une seule fois, pendant une heure.",
            "Si vous n’avez rien demandé, ignorez ce message : votre mot de passe reste le même.",
        ),
        footer=_FOOTER,
        action="Choisir un nouveau mot de passe",
    ),
    "password_changed": Words(
        subject="Votre mot de passe a changé",
        paragraphs=(
            "Bonjour $name,",
            "Le mot de passe de votre compte Ardoise vient d’être changé, et les autres appareils ont été déconnectés.",
            "Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe depuis la page de connexion, "
            "et prévenez l’administrateur de votre cabinet.",
        ),
        footer=_FOOTER,
    ),
    "invitation": Words(
        subject="$practice vous invite sur Ardoise",
        paragraphs=(
            "Bonjour,",
            "$inviter vous invite à rejoindre $practice sur Ardoise. Ce lien sert une seule fois, pendant sept jours.",
            "Si vous ne connaissez pas ce cabinet, ignorez ce message.",
        ),
        footer=_FOOTER,
        action="Répondre à l’invitation",
    ),
    "documents_shared": Words(
        subject="Des documents vous attendent",
        paragraphs=(
            "Bonjour,",
            "$practice a mis des documents à votre disposition. Ce lien vous est personnel : ne le transmettez à personne.",
            "Les documents restent disponibles quelques semaines ; enregistrez-les pour les garder.",
        ),
        footer=_FOOTER,
        action="Voir mes documents",
    ),
    "referral": Words(
        subject="Un confrère vous adresse un patient",
        paragraphs=(
            "Bonjour,",
            "$practitioner ($practice) vous adresse un patient. La demande s’ouvre par ce lien et par un code "
            "que le cabinet vous donne par téléphone ou par SMS.",
            "Ce message ne nomme personne. Le lien reste ouvert trente jours ; ne le transmettez à personne.",
        ),
        footer=_FOOTER,
        action="Voir la demande",
    ),
    "grant": Words(
        subject="Un agenda vous est ouvert sur Ardoise",
        paragraphs=(
            "Bonjour $name,",
            "$inviter vous ouvre l’agenda de $practitioner ($practice). Vous le trouverez parmi vos agendas.",
            "Cet accès peut être retiré à tout moment par le cabinet.",
        ),
        footer=_FOOTER,
        action="Ouvrir Ardoise",
    ),
}
