import { describe, expect, it } from 'vitest'
import { changesOf, EMPTY, fieldsOf, followed, formOf, labelsOf, linesOf, newId } from './form'
import { mission } from './sample'

const ZONE = 'Europe/Paris'

describe('a mission that is typed', () => {
  it('is due in the evening when only a day is given, at the practice’s hour', () => {
    expect(fieldsOf({ ...EMPTY, title: ' Rappeler ', dueDay: '2026-03-03' }, ZONE)).toMatchObject({
      title: 'Rappeler',
      due_at: '2026-03-03T17:00:00Z',
    })
    expect(fieldsOf({ ...EMPTY, dueDay: '2026-03-03', dueMinute: 570 }, ZONE).due_at).toBe('2026-03-03T08:30:00Z')
    expect(fieldsOf(EMPTY, ZONE).due_at).toBeNull()
  })
  it('has labels between commas, each once, and no empty lines', () => {
    expect(labelsOf(' Labo, Sang ,, Labo')).toEqual(['Labo', 'Sang'])
    const lines = [
      { id: 'a', text: ' Appeler ', done: false },
      { id: 'b', text: '  ', done: false },
    ]
    expect(linesOf(lines)).toEqual([{ id: 'a', text: 'Appeler', done: false }])
  })
  it('names its lines with identifiers of their own', () => {
    expect(newId()).toMatch(/^[0-9a-f]{32}$/)
    expect(newId()).not.toBe(newId())
  })
})

describe('a mission that is changed', () => {
  const before = formOf(mission({ due_at: '2026-03-03T08:30:00Z', labels: ['Labo'] }), ZONE)
  it('sends what changed and nothing else', () => {
    expect(changesOf(before, before, ZONE)).toEqual({})
    expect(changesOf({ ...before, title: 'Autre' }, before, ZONE)).toEqual({ title: 'Autre' })
    expect(changesOf({ ...before, dueDay: '', dueMinute: null }, before, ZONE)).toEqual({ due_at: null })
  })
  it('shows its hour as the practice’s clock does', () => {
    expect([before.dueDay, before.dueMinute]).toEqual(['2026-03-03', 570])
  })
})

describe('a mission that a colleague changes meanwhile', () => {
  const lines = (done: boolean) => [{ id: 'a', text: 'Appeler', done }]
  const before = formOf(mission({ due_at: '2026-03-03T08:30:00Z', checklist: lines(false) }), ZONE)
  const here = { ...before, title: 'Rappeler' }
  it('has his changes beside what is typed here', () => {
    const theirs = { ...before, dueDay: '2026-03-04', dueMinute: 600, checklist: lines(true) } as const
    expect(followed(here, before, theirs, ZONE)).toEqual({ ...theirs, title: 'Rappeler' })
  })
  it('is as it was for whoever typed nothing, and his own tick is nothing new', () => {
    expect(followed(before, before, { ...before, title: 'Autre' }, ZONE)?.title).toBe('Autre')
    expect(followed(here, before, before, ZONE)).toEqual(here)
  })
  it('leaves the choice to the reader where both changed the same thing, and not alike', () => {
    expect(followed(here, before, { ...before, title: 'Autre' }, ZONE)).toBeNull()
    expect(followed(here, before, { ...before, title: 'Rappeler ' }, ZONE)).toEqual(here)
  })
})
