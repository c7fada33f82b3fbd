/** Pieces of forms that several screens share. */
const days = (n: number) => (n === 0 ? 'No day' : n === 1 ? '1 day' : `${n} days`)

export const forms = {
  'forms.time.unreadable': 'Write a time: 9:30, 14:00…',
  'forms.days.weekdays': 'Weekdays',
  'forms.days.earlier': 'Earlier months',
  'forms.days.later': 'Later months',
  'forms.days.ticked': 'ticked',
  'forms.days.count': (n: number) => days(n),
  'forms.days.none': 'Untick all',
  'forms.leave.title': 'Discard what you typed?',
  'forms.leave.text': 'The changes of this form are not saved.',
  'forms.leave.yes': 'Discard',
  'forms.leave.no': 'Go on',
  'forms.changed': 'A colleague has just changed this.',
  'forms.changed.theirs': 'See that version',
  'forms.changed.mine': 'Keep mine',
  'forms.sort.handle': (name: string) => `Move ${name}`,
  'forms.sort.hint': 'Drag, or Space then the arrows',
  'forms.sort.taken': (name: string) => `${name} is taken. Arrows move it, Space drops it, Escape gives up.`,
  'forms.sort.moved': (name: string, place: number, all: number) => `${name}: place ${place} of ${all}`,
  'forms.sort.put_back': 'Put back in its place',
  'forms.saving': 'Saving…',
  'forms.saved': 'Saved',
  'forms.saved.what': (what: string) => `${what}: saved`,
  'forms.not_saved.what': (what: string) => `${what}: not saved`,
}
