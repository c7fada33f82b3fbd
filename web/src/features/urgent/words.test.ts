import { expect, test } from 'vitest'
import { learn } from '$i18n'
import type { UrgentView } from '$lib/api'
import { agoText, holderOf, routeOf, stateOf } from './words'

await learn()
const hour = (at: string) => at.slice(11, 16)
const step = (n: number, rung: 'practitioner' | 'desk', name: string, at: string) => ({
  n,
  rung,
  name,
  people: ['p'],
  at,
})
const view = (more: Partial<UrgentView>): UrgentView => ({
  id: '1',
  version: 1,
  practice_id: '2',
  practitioner_id: '3',
  conversation_id: '4',
  said_id: '5',
  mission_id: null,
  minutes: 15,
  author: { id: 'sonia', name: 'Sonia Petit', initials: 'SP', hue: 1 },
  raised_at: '2026-03-02T08:00:00Z',
  state: 'waiting',
  steps: [step(1, 'practitioner', 'Dr Lefèvre', '2026-03-02T08:00:00Z')],
  climbs_at: '2026-03-02T08:15:00Z',
  closed_at: null,
  closed_by: null,
  ...more,
})

test('it says who has it, since when, and when it goes on', () => {
  expect(stateOf(view({}), 'sonia', hour)).toEqual({
    now: 'Urgent · chez Dr Lefèvre depuis 08:00',
    next: 'sans réponse, passe au suivant à 08:15',
  })
})

test('past the desk it goes on to nobody, and once everybody had it long enough it says so', () => {
  const steps = [step(1, 'desk', '', '2026-03-02T08:20:00Z')]
  expect(stateOf(view({ steps }), 'sonia', hour)).toEqual({ now: 'Urgent · au secrétariat depuis 08:20', next: '' })
  expect(stateOf(view({ steps, climbs_at: null }), 'sonia', hour).now).toContain(
    'personne ne l’a encore pris en charge',
  )
  expect(holderOf(view({ steps }))).toBe('le secrétariat')
})

test('once it is closed it says by whom, or that it was withdrawn or ended', () => {
  const closed = { climbs_at: null, closed_at: '2026-03-02T08:05:00Z' }
  const claire = { id: 'claire', name: 'Claire Lefèvre', initials: 'CL', hue: 1 }
  const taken = view({ ...closed, state: 'taken', closed_by: claire })
  expect(stateOf(taken, 'sonia', hour).now).toBe('Pris en charge par Claire Lefèvre à 08:05')
  expect(stateOf(taken, 'claire', hour).now).toBe('Pris en charge par vous à 08:05')
  expect(stateOf(view({ ...closed, state: 'withdrawn' }), 'sonia', hour).now).toBe('Urgence retirée à 08:05')
  expect(stateOf(view({ ...closed, state: 'over' }), 'sonia', hour).now).toBe('Urgence terminée à 08:05')
})

test('the route names whoever is on leave, and leaves out where nobody is', () => {
  const rungs = [
    { rung: 'practitioner' as const, name: 'Dr Lefèvre', away: true, reached: 0 },
    { rung: 'replacement' as const, name: '', away: false, reached: 0 },
    { rung: 'duty' as const, name: 'Ana Roux', away: false, reached: 1 },
    { rung: 'desk' as const, name: '', away: false, reached: 2 },
  ]
  expect(routeOf({ rungs }).map((one) => one.text)).toEqual(['Dr Lefèvre (en congé)', 'Ana Roux', 'secrétariat (2)'])
})

test('how long ago is said shortly', () => {
  const at = '2026-03-02T08:00:00Z'
  const after = (minutes: number) => agoText(at, Date.parse(at) + minutes * 60_000)
  expect([after(0), after(7), after(150)]).toEqual(['à l’instant', 'il y a 7 min', 'il y a 3 h'])
})
