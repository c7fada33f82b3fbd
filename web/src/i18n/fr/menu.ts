/** The few words of other features that the frame shows before they are opened: menu, quick actions, account. */
export const menu = {
  'settings.title': 'Réglages',
  'waitlist.title': 'Liste d’attente',
  'waitlist.add.title': 'Ajouter à la liste d’attente',
  'missions.title': 'Missions',
  'missions.new': 'Nouvelle mission',
  'messages.title': 'Messages',
  'referrals.title': 'Confrères',
  'payments.title': 'Paiements',
  'patients.title': 'Patients',
  'patients.new': 'Nouveau patient',
  'planning.title': 'Gestion de l’agenda',
  'session.account': 'Mon compte',
}
