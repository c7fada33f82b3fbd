import { expect, test } from 'vitest'
import { facesIn } from './faces'

test('each seat has one place, its camera when it has one', () => {
  const placed = facesIn([
    { index: 0, seat: 'patient', kind: 'camera' },
    { index: 1, seat: null, kind: 'camera' },
    { index: 2, seat: 'patient', kind: 'screen' },
    { index: 3, seat: 'interpreter', kind: 'camera' },
  ])
  expect(placed).toEqual([
    { seat: 'patient', index: 0, kind: 'camera' },
    { seat: 'interpreter', index: 3, kind: 'camera' },
  ])
})

test('a screen that took the place of its camera brings the sound', () => {
  const placed = facesIn([
    { index: 0, seat: 'patient', kind: 'screen' },
    { index: 1, seat: 'carer', kind: 'camera' },
  ])
  expect(placed).toEqual([
    { seat: 'carer', index: 1, kind: 'camera' },
    { seat: 'patient', index: 0, kind: 'screen' },
  ])
})

test('nobody there, nobody placed', () => {
  expect(facesIn([{ index: 0, seat: null, kind: 'camera' }])).toEqual([])
})
