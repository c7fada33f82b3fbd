import { expect, test } from 'vitest'
import { encode } from './base64'
import { under } from './hits'
import { pathsOf, thickness, touches } from './lines'
import { packed, type Mark, type Point } from './marks'
import { Passing, POINTER_FADES, STROKE_FADES } from './passing'

const by = { name: 'Jeanne' }
const pen = (points: Point[], from = 0, more: Record<string, unknown> = {}) => ({
  name: 'pen',
  body: { key: 's', page: 'first', colour: 'red', width: 90, from, points: encode(packed(points)), ...more },
  by,
  from: 'c1',
})
const at = (x: number): Point => [x, x, 128]

test('a stroke grows as it is told, and what comes twice counts once', () => {
  const passing = new Passing()
  expect(passing.hear(pen([at(1), at(2)]), 0)).toBe(true)
  passing.hear(pen([at(2), at(3)], 1), 1)
  passing.hear(pen([at(9)], 8), 2)
  expect(passing.strokes.get('s')?.points.map(([x]) => x)).toEqual([1, 2, 3, 9])
})

test('a stroke ends with the drawing that holds it, with a word, or when nothing more is heard', () => {
  const passing = new Passing()
  passing.hear(pen([at(1)]), 0)
  passing.drop(['s'])
  expect(passing.strokes.size).toBe(0)
  passing.hear(pen([at(1)]), 0)
  passing.hear({ ...pen([]), body: { key: 's', gone: true } }, 1)
  expect(passing.strokes.size).toBe(0)
  passing.hear(pen([at(1)]), 0)
  expect(passing.fade(STROKE_FADES)).toBe(false)
  expect(passing.fade(STROKE_FADES + 1)).toBe(true)
})

test('a pointer has a name, moves, and fades when it rests', () => {
  const passing = new Passing()
  const point = (x: unknown) => ({ name: 'pointer', body: { page: 'first', x, y: 5 }, by, from: 'c1' })
  passing.hear(point(1), 0)
  passing.hear(point(2), 10)
  expect([...passing.pointers.values()]).toEqual([{ name: 'Jeanne', page: 'first', x: 2, y: 5, heard: 10 }])
  expect(passing.fade(POINTER_FADES + 11)).toBe(true)
  expect(passing.pointers.size).toBe(0)
})

test('what cannot be read is ignored, and nobody fills the screen of another', () => {
  const passing = new Passing()
  for (const bad of [
    pen([at(1)], 0, { key: 7 }),
    pen([at(1)], 0, { page: null }),
    pen([at(1)], 0, { colour: 'url(x)' }),
    pen([at(1)], 0, { width: 1e9 }),
    pen([at(1)], -1),
    pen([at(1)], 0, { points: 7 }),
    { name: 'pointer', body: { page: 'first', x: -1, y: 0 }, by, from: 'c1' },
    { name: 'pointer', body: { page: 'first', x: NaN, y: 0 }, by, from: 'c1' },
    { name: 'other', body: {}, by, from: 'c1' },
  ])
    expect(passing.hear(bad, 0)).toBe(false)
  expect(passing.hear(pen([], 0, { points: '%%%' }), 0)).toBe(true)
  for (let number = 0; number < 100; number++) passing.hear(pen([at(1)], 0, { key: `k${number}` }), 0)
  expect(passing.strokes.size).toBeLessThanOrEqual(16)
})

test('a mouse draws one line and a pen as many as its pressure asks for: the same as on paper', () => {
  expect(pathsOf(Array.from({ length: 50 }, (_, n) => at(n))).map(({ times }) => times)).toEqual([1])
  const pressed: Point[] = [
    [0, 0, 0],
    [9, 0, 0],
    [18, 0, 255],
    [27, 0, 255],
  ]
  expect(pathsOf(pressed).map(({ times }) => times)).toEqual([0.5, 1.5])
  expect(thickness(128)).toBe(1)
  expect(pathsOf([[5, 6, 128]])).toEqual([{ times: 1, d: 'M5 6l1 0' }])
  expect(pathsOf([at(1), at(2), at(4)])).toEqual([{ times: 1, d: 'M1 1L1.5 1.5Q2 2 3 3L4 4' }])
})

test('the eraser finds a line between its points, and a text by its room', () => {
  const line: Point[] = [
    [0, 0, 128],
    [1000, 0, 128],
  ]
  expect(touches(line, 500, 90, 100)).toBe(true)
  expect(touches(line, 500, 110, 100)).toBe(false)
  const made = { at: 1, page: 'first', colour: 'red' } as const
  const marks: [string, Mark][] = [
    ['line', { ...made, kind: 'pen', width: 20, points: packed(line) }],
    ['text', { ...made, kind: 'text', size: 700, x: 0, y: 5000, text: 'là' }],
  ]
  expect(under(marks, 500, 100, 100)).toEqual(['line'])
  expect(under(marks, 300, 5300, 0)).toEqual(['text'])
})
