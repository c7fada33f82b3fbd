/** The few words of other features that the frame shows before they are opened: menu, quick actions, account. */
export const menu = {
  'settings.title': 'Settings',
  'waitlist.title': 'Waiting list',
  'waitlist.add.title': 'Add to the waiting list',
  'messages.title': 'Messages',
  'payments.title': 'Payments',
  'patients.title': 'Patients',
  'patients.new': 'New patient',
  'planning.title': 'Agenda set-up',
  'session.account': 'My account',
}
