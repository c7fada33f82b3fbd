import { describe, expect, test } from 'vitest'
import { thinned } from './lines'
import type { Point } from './marks'

const at = (x: number, y: number, pressure = 128): Point => [x, y, pressure]

describe('a stroke without the points that nobody would miss', () => {
  test('a straight line keeps its ends', () => {
    expect(thinned([at(0, 0), at(10, 10), at(20, 20), at(50, 50)], 1)).toEqual([at(0, 0), at(50, 50)])
  })

  test('what is short stays as it is', () => {
    for (const points of [[], [at(3, 4)], [at(3, 4), at(5, 6)]]) expect(thinned(points, 10)).toEqual(points)
  })

  test('a corner stays', () => {
    const corner = [at(0, 0), at(50, 0), at(100, 0), at(100, 50), at(100, 100)]
    expect(thinned(corner, 1)).toEqual([at(0, 0), at(100, 0), at(100, 100)])
  })

  test('there and back again is no point', () => {
    const there = [at(0, 0), at(100, 0), at(0, 0)]
    expect(thinned(there, 1)).toEqual(there)
  })

  test('a stroke pressed otherwise keeps where', () => {
    const pressed = [at(0, 0), at(10, 0), at(20, 0, 255), at(30, 0, 255), at(40, 0, 255)]
    expect(thinned(pressed, 1)).toEqual([at(0, 0), at(10, 0), at(20, 0, 255), at(40, 0, 255)])
  })

  test('no point that was left out is further than was allowed', () => {
    const wave = Array.from({ length: 200 }, (_, step) => at(step * 60, 1000 + Math.round(900 * Math.sin(step / 6))))
    const kept = thinned(wave, 7)
    expect(kept.length).toBeLessThan(150)
    for (const [x, y] of wave) {
      const after = kept.findIndex((point) => point[0] >= x)
      const [one, other] = [kept[Math.max(0, after - 1)]!, kept[after]!]
      const along = other[0] === one[0] ? 0 : (x - one[0]) / (other[0] - one[0])
      const [dx, dy] = [other[0] - one[0], other[1] - one[1]]
      const off = Math.abs(y - one[1] - along * dy) * (dx / (Math.hypot(dx, dy) || 1))
      expect(off).toBeLessThanOrEqual(7.01)
    }
  })
})
