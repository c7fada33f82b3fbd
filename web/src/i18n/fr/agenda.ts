/** The agenda. */
export const agenda = {
  'agenda.title': 'Agenda',
}
