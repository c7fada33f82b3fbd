import { describe, expect, test } from 'vitest'
import { axisOf, freeBoxes, isOver, snap, type WallSlot } from './slots'

const slot = (start: number, end: number, typeId = 'a', more: Partial<WallSlot> = {}): WallSlot => ({
  start,
  end,
  typeId,
  locationId: 'here',
  extraId: null,
  blocked: false,
  overruns: false,
  ...more,
})
const everything = { typeIds: null, locationId: null }
const spans = (slots: WallSlot[], filter: Parameters<typeof freeBoxes>[1] = everything) =>
  freeBoxes(slots, filter).map((box) => [box.start, box.end, box.slots.length])

describe('free boxes', () => {
  test('types that may start at the same minute share one box', () => {
    expect(spans([slot(540, 560), slot(540, 585, 'b'), slot(600, 620)])).toEqual([
      [540, 585, 2],
      [600, 620, 1],
    ])
  })

  test('a box ends where the next start begins', () => {
    expect(spans([slot(540, 615, 'flexible'), slot(555, 630, 'flexible')])).toEqual([
      [540, 555, 1],
      [555, 630, 1],
    ])
  })

  test('an extra range keeps its own boxes over the ordinary ones', () => {
    expect(spans([slot(540, 600), slot(550, 570, 'a', { extraId: 'e' })])).toEqual([
      [540, 600, 1],
      [550, 570, 1],
    ])
  })

  test('only the chosen types and place are shown', () => {
    const slots = [slot(540, 560), slot(540, 560, 'b'), slot(600, 620, 'b', { locationId: 'there' })]
    expect(spans(slots, { typeIds: new Set(['b']), locationId: null })).toEqual([
      [540, 560, 1],
      [600, 620, 1],
    ])
    expect(spans(slots, { typeIds: null, locationId: 'there' })).toEqual([[600, 620, 1]])
  })

  test('a start is blocked when nothing may be booked there online', () => {
    const [half, whole] = freeBoxes(
      [slot(540, 560, 'a', { blocked: true }), slot(540, 560, 'b'), slot(600, 620, 'a', { blocked: true })],
      everything,
    )
    expect([half?.blocked, whole?.blocked]).toEqual([false, true])
  })
})

describe('the axis', () => {
  test('shows eight to seven, and more when the day is longer', () => {
    expect(axisOf([])).toEqual({ start: 480, end: 1140 })
    expect(
      axisOf([
        { start: 445, end: 460 },
        { start: 1130, end: 1215 },
      ]),
    ).toEqual({ start: 420, end: 1260 })
  })
})

describe('snapping', () => {
  const axis = { start: 480, end: 1140 }
  test('falls on five minutes', () => expect(snap(543, 20, axis, [])).toBe(545))
  test('prefers a free start nearby', () => expect(snap(543, 20, axis, [537, 549])).toBe(537))
  test('ignores a free start that is far', () => expect(snap(543, 20, axis, [560])).toBe(545))
  test('stays on the axis', () => {
    expect(snap(100, 20, axis, [])).toBe(480)
    expect(snap(1139, 30, axis, [])).toBe(1110)
  })
})

test('a day is over once its last appointment has ended, and never when nothing was planned', () => {
  const day = [
    { start: 540, end: 560 },
    { start: 1080, end: 1110 },
  ]
  expect(isOver(day, 1110)).toBe(true)
  expect(isOver(day, 1109)).toBe(false)
  expect(isOver([], 1200)).toBe(false)
})
