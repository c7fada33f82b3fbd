/** The few words of other features that the frame shows before they are opened: menu, quick actions, account. */
export const menu = {
  'settings.title': 'Settings',
  'waitlist.title': 'Waiting list',
  'waitlist.add.title': 'Add to the waiting list',
  'missions.title': 'Tasks',
  'missions.new': 'New task',
  'messages.title': 'Messages',
  'referrals.title': 'Colleagues',
  'payments.title': 'Payments',
  'patients.title': 'Patients',
  'patients.new': 'New patient',
  'planning.title': 'Agenda set-up',
  'session.account': 'My account',
}
