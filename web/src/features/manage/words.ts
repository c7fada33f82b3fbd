/** What this page says, in the language of the practice's messages. */
export type Locale = 'fr' | 'en'

const FR = {
  title: 'Mon rendez-vous',
  yours: (name: string) => (name ? `Rendez-vous de ${name}` : 'Votre rendez-vous'),
  with: (who: string) => `avec ${who}`,
  minutes: (count: number) => `${count} min`,
  video: 'En vidéo',
  room: 'Entrer dans la salle d’attente',
  move: 'Déplacer',
  cancel: 'Annuler le rendez-vous',
  until: (when: string) => `Vous pouvez le déplacer ou l’annuler ici jusqu’au ${when}.`,
  call: 'Appeler le cabinet',
  closed: {
    too_late: 'Il est trop tard pour changer ce rendez-vous en ligne. Appelez le cabinet.',
    over: 'Ce rendez-vous est passé.',
    cancelled: 'Ce rendez-vous est annulé.',
    off: 'Pour changer ce rendez-vous, appelez le cabinet.',
  },
  choose: 'Choisissez une autre heure',
  none: 'Aucune heure libre à ces dates.',
  later: 'Plus tard',
  earlier: 'Plus tôt',
  back: 'Retour',
  keep: 'Garder mon rendez-vous',
  sure: 'Annuler ce rendez-vous ?',
  sureText: 'Votre place sera donnée à quelqu’un d’autre.',
  yes: 'Oui, annuler',
  confirmMove: (when: string) => `Prendre ${when}`,
  moved: 'Votre rendez-vous est déplacé. Vous allez recevoir une confirmation.',
  cancelledNow: 'Votre rendez-vous est annulé. Vous allez recevoir une confirmation.',
  dead: 'Ce lien n’ouvre aucun rendez-vous. Vérifiez qu’il est entier, ou appelez le cabinet.',
  gone: 'Cette heure vient d’être prise. En voici d’autres.',
  stale: 'Ce rendez-vous vient de changer. Le voici tel qu’il est maintenant.',
  too_many: 'Trop d’essais. Attendez un moment.',
  unreachable: 'Le serveur ne répond pas. Vérifiez votre connexion et réessayez.',
  again: 'Réessayer',
  loading: 'Un instant…',
}

const EN: typeof FR = {
  title: 'My appointment',
  yours: (name) => (name ? `Appointment of ${name}` : 'Your appointment'),
  with: (who) => `with ${who}`,
  minutes: (count) => `${count} min`,
  video: 'By video',
  room: 'Enter the waiting room',
  move: 'Move',
  cancel: 'Cancel the appointment',
  until: (when) => `You can move or cancel it here until ${when}.`,
  call: 'Call the practice',
  closed: {
    too_late: 'It is too late to change this appointment online. Please call the practice.',
    over: 'This appointment is over.',
    cancelled: 'This appointment is cancelled.',
    off: 'To change this appointment, please call the practice.',
  },
  choose: 'Choose another time',
  none: 'No free time on these days.',
  later: 'Later',
  earlier: 'Earlier',
  back: 'Back',
  keep: 'Keep my appointment',
  sure: 'Cancel this appointment?',
  sureText: 'Your time will be given to somebody else.',
  yes: 'Yes, cancel',
  confirmMove: (when) => `Take ${when}`,
  moved: 'Your appointment was moved. You will receive a confirmation.',
  cancelledNow: 'Your appointment was cancelled. You will receive a confirmation.',
  dead: 'This link opens no appointment. Check that it is complete, or call the practice.',
  gone: 'This time was just taken. Here are others.',
  stale: 'This appointment has just changed. Here it is as it is now.',
  too_many: 'Too many attempts. Please wait a moment.',
  unreachable: 'The server does not answer. Check your connection and try again.',
  again: 'Try again',
  loading: 'One moment…',
}

export const words = (locale: Locale) => (locale === 'en' ? EN : FR)

const tag = (locale: Locale) => (locale === 'en' ? 'en-GB' : 'fr-FR')

/** "lundi 1er décembre"; French says "1er", which the Unicode tables do not. */
export function dayText(instant: string, zone: string, locale: Locale): string {
  const text = new Intl.DateTimeFormat(tag(locale), { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone })
  const said = text.format(new Date(instant))
  return locale === 'fr' ? said.replace(/\b1(?= \p{L})/u, '1er') : said
}

export function hourText(instant: string, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tag(locale), { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(
    new Date(instant),
  )
}

/** The free hours by day, in order. */
export function byDay<T extends { starts_at: string }>(
  slots: readonly T[],
  zone: string,
  locale: Locale,
): readonly [string, T[]][] {
  const days = new Map<string, T[]>()
  for (const slot of slots) {
    const day = dayText(slot.starts_at, zone, locale)
    const listed = days.get(day)
    if (listed) listed.push(slot)
    else days.set(day, [slot])
  }
  return [...days]
}
