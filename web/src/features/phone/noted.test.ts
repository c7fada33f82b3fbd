import { expect, test } from 'vitest'
import { clashes, followed, type Said } from './noted'

const NOTHING: Said = { reason: '', outcome: '', patientId: null }

test('what a colleague noted stands here, where nothing was touched', () => {
  const theirs: Said = { reason: 'Fièvre', outcome: 'message', patientId: 'anne' }
  expect(clashes(NOTHING, NOTHING, theirs)).toBe(false)
  expect(followed(NOTHING, NOTHING, theirs)).toEqual(theirs)
})

test('each keeps what the other did not touch', () => {
  const here: Said = { ...NOTHING, outcome: 'informed' }
  const theirs: Said = { ...NOTHING, reason: 'Fièvre' }
  expect(clashes(here, NOTHING, theirs)).toBe(false)
  expect(followed(here, NOTHING, theirs)).toEqual({ reason: 'Fièvre', outcome: 'informed', patientId: null })
})

test('where both wrote, nobody is overwritten in silence', () => {
  const here: Said = { ...NOTHING, reason: 'Toux' }
  expect(clashes(here, NOTHING, { ...NOTHING, reason: 'Fièvre' })).toBe(true)
  expect(clashes(here, NOTHING, here)).toBe(false)
  expect(clashes({ ...NOTHING, patientId: 'tom' }, NOTHING, { ...NOTHING, patientId: 'anne' })).toBe(true)
})

test('a call that ended unanswered takes away nothing that was said of it', () => {
  const here: Said = { ...NOTHING, outcome: 'informed' }
  const theirs: Said = { ...NOTHING, outcome: 'missed' }
  expect(clashes(here, NOTHING, theirs)).toBe(false)
  expect(followed(here, NOTHING, theirs)).toEqual(here)
})
