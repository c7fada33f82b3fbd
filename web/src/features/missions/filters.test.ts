import { describe, expect, it } from 'vitest'
import { filtersNothing, isLate, NO_FILTERS, passes, type Filters } from './filters'
import { mission } from './sample'

const NOW = Date.parse('2026-03-02T08:00:00Z')
const shown = (given: Parameters<typeof mission>[0], filters: Partial<Filters>) =>
  passes(mission(given), { ...NO_FILTERS, ...filters }, 'me', NOW)

describe('late', () => {
  it('is what is not done when its hour has passed', () => {
    expect(isLate(mission({ due_at: '2026-03-02T07:59:00Z' }), NOW)).toBe(true)
    expect(isLate(mission({ due_at: '2026-03-02T08:01:00Z' }), NOW)).toBe(false)
    expect(isLate(mission({ due_at: '2026-03-02T07:59:00Z', status: 'done' }), NOW)).toBe(false)
    expect(isLate(mission({ due_at: null }), NOW)).toBe(false)
  })
})

describe('filters', () => {
  it('keep what one has to do oneself', () => {
    const mine = [{ id: 'me', name: 'Sonia', initials: 'S', hue: 10 }]
    expect(shown({ assignees: mine }, { mine: true })).toBe(true)
    expect(shown({ assignees: [] }, { mine: true })).toBe(false)
  })
  it('keep a practitioner’s and a patient’s', () => {
    expect(shown({ practitioner_id: 'p' }, { practitionerId: 'p' })).toBe(true)
    expect(shown({ practitioner_id: null }, { practitionerId: 'p' })).toBe(false)
    const patient = { id: 'x', last_name: 'GIRARD', first_name: 'Anne' }
    expect(shown({ patient }, { patientId: 'x' })).toBe(true)
    expect(shown({ patient: null }, { patientId: 'x' })).toBe(false)
  })
  it('find every word, with or without accents', () => {
    expect(shown({ title: 'Résultats du labo', labels: ['Sang'] }, { text: 'labo resultats SANG' })).toBe(true)
    expect(shown({ title: 'Résultats du labo' }, { text: 'labo sang' })).toBe(false)
  })
  it('show everything while none is set', () => {
    expect(filtersNothing(NO_FILTERS)).toBe(true)
    expect(filtersNothing({ ...NO_FILTERS, text: '  ' })).toBe(true)
    expect(filtersNothing({ ...NO_FILTERS, late: true })).toBe(false)
  })
})
