import { describe, expect, test } from 'vitest'
import type { AppointmentTypeView, AppointmentView } from '$lib/api'
import { drawn, type Around } from './drawn'

const view = {
  id: 'a',
  status: 'planned',
  patient: { last_name: 'Dupont', first_name: 'Inès', has_remarks: true },
  notes: '',
  reason: 'Toux',
  origin: 'online',
  overbooked: true,
  teleconsultation: false,
} as unknown as AppointmentView
const type = { name: 'Suivi', hue: 200 } as AppointmentTypeView
const around: Around = { type, gutters: 0, narrow: false, wide: false, dim: false, gone: false }

const draw = (more: Partial<Around> = {}, end = 570, lanes = 1, touched = 0) =>
  drawn({ item: { id: 'a', view, start: 540, end, touched }, lane: lanes - 1, lanes, width: 1 }, { ...around, ...more })

describe('what a block shows', () => {
  test('is made of plain values, equal when nothing changed', () => {
    expect(Object.values(draw()).filter((value) => value !== null && typeof value === 'object')).toEqual([])
    expect(draw()).toEqual(draw())
  })

  test('has its type under the name when half an hour gives room, beside it when the column is wide', () => {
    expect([draw().below, draw().beside]).toEqual(['Suivi', ''])
    expect(draw({}, 555).below).toBe('')
    expect([draw({ wide: true }, 555).below, draw({ wide: true }, 555).beside]).toEqual(['', 'Suivi · Toux'])
  })

  test('has its marks in words too, which is all that a narrow column keeps of them', () => {
    expect(draw().marks).toBe('overbooked notes online')
    const narrow = draw({ narrow: true })
    expect(narrow.marks).toBe('')
    expect(narrow.label).toBe(draw().label)
  })

  test('takes the whole column when it is alone, and its lanes of what post-its leave otherwise', () => {
    expect([draw().left, draw().width]).toEqual([null, null])
    expect(draw({ gutters: 1 }).width).toContain('var(--gutter)')
    expect(draw({}, 570, 2).left).toBe('calc(100% * 0.5)')
  })

  test('says by its look what happened to it', () => {
    expect(draw({ dim: true, gone: true }, 570, 1, 1).look).toBe('planned dim gone overbooked touched-a')
    expect(draw({}, 570, 1, 2).look).toContain('touched-b')
  })
})
