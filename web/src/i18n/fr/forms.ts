/** Pieces of forms that several screens share. */
const days = (n: number) => (n === 0 ? 'Aucun jour' : n === 1 ? '1 jour' : `${n} jours`)

export const forms = {
  'forms.time.unreadable': 'Écrivez une heure : 9h30, 14:00…',
  'forms.days.weekdays': 'Jours concernés',
  'forms.days.earlier': 'Mois précédents',
  'forms.days.later': 'Mois suivants',
  'forms.days.ticked': 'coché',
  'forms.days.count': (n: number) => days(n),
  'forms.days.none': 'Tout décocher',
  'forms.leave.title': 'Abandonner ce que vous avez saisi ?',
  'forms.leave.text': 'Les changements de ce formulaire ne sont pas enregistrés.',
  'forms.leave.yes': 'Abandonner',
  'forms.leave.no': 'Continuer la saisie',
  'forms.changed': 'Un collègue vient de modifier cet élément.',
  'forms.changed.theirs': 'Voir sa version',
  'forms.changed.mine': 'Garder la mienne',
  'forms.sort.handle': (name: string) => `Déplacer ${name}`,
  'forms.sort.hint': 'Faites glisser, ou Espace puis les flèches',
  'forms.sort.taken': (name: string) =>
    `${name} est pris. Flèches pour déplacer, Espace pour poser, Échap pour renoncer.`,
  'forms.sort.moved': (name: string, place: number, all: number) => `${name} : place ${place} sur ${all}`,
  'forms.sort.put_back': 'Remis à sa place',
  'forms.saving': 'Enregistrement…',
  'forms.saved': 'Enregistré',
  'forms.saved.what': (what: string) => `${what} : enregistré`,
  'forms.not_saved.what': (what: string) => `${what} : pas enregistré`,
}
