import { expect, test } from 'vitest'
import { placeBeside } from './anchored'

const ROOM = { width: 1000, height: 800 }
const field = (top: number) => ({ left: 100, top, right: 400, bottom: top + 32 })

test('what fits stands under its anchor, or over it where there is no room beneath', () => {
  expect(placeBeside(field(100), 300, 400, ROOM)).toEqual({ left: 100, top: 136, height: 400 })
  expect(placeBeside(field(700), 300, 400, ROOM)).toEqual({ left: 100, top: 296, height: 400 })
})

test('what fits on neither side is cut short, on the larger one if need be, and leaves its anchor in sight', () => {
  expect(placeBeside(field(300), 300, 600, ROOM)).toEqual({ left: 100, top: 336, height: 456 })
  expect(placeBeside(field(420), 300, 600, ROOM)).toEqual({ left: 100, top: 456, height: 336 })
  expect(placeBeside(field(500), 300, 600, ROOM)).toEqual({ left: 100, top: 8, height: 488 })
  expect(placeBeside(field(500), 300, 600, ROOM, 'top')).toEqual({ left: 100, top: 8, height: 488 })
})

test('beside an anchor that leaves no room to read it, it stands over it, whole', () => {
  expect(placeBeside({ left: 100, top: 100, right: 400, bottom: 700 }, 300, 400, ROOM)).toEqual({
    left: 100,
    top: 392,
    height: 400,
  })
})

test('it never leaves the window', () => {
  expect(placeBeside({ left: 900, top: 100, right: 980, bottom: 132 }, 300, 900, ROOM, 'right')).toEqual({
    left: 596,
    top: 8,
    height: 784,
  })
})
