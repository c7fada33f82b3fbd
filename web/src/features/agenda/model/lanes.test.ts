import { describe, expect, test } from 'vitest'
import { lanes } from './lanes'

const at = (start: number, end: number, name = '') => ({ start, end, name })
const shape = (items: ReturnType<typeof at>[]) =>
  Object.fromEntries(
    lanes(items).map(({ item, lane, lanes: count, width }) => [item.name, `${lane}+${width}/${count}`]),
  )

describe('lanes', () => {
  test('blocks that follow one another take the whole width', () => {
    expect(shape([at(540, 560, 'a'), at(560, 580, 'b')])).toEqual({ a: '0+1/1', b: '0+1/1' })
  })

  test('two that share minutes stand side by side', () => {
    expect(shape([at(540, 570, 'a'), at(555, 600, 'b')])).toEqual({ a: '0+1/2', b: '1+1/2' })
  })

  test('a freed lane is used again inside the same group', () => {
    expect(shape([at(540, 660, 'long'), at(540, 560, 'a'), at(560, 580, 'b')])).toEqual({
      long: '0+1/2',
      a: '1+1/2',
      b: '1+1/2',
    })
  })

  test('a block grows over lanes that are empty beside it', () => {
    expect(shape([at(540, 600, 'a'), at(540, 560, 'b'), at(540, 560, 'c'), at(570, 600, 'd')])).toEqual({
      a: '0+1/3',
      b: '1+1/3',
      c: '2+1/3',
      d: '1+2/3',
    })
  })

  test('a very short one still keeps the height of a line to itself', () => {
    expect(shape([at(540, 541, 'a'), at(545, 560, 'b')])).toEqual({ a: '0+1/2', b: '1+1/2' })
  })

  test('no two blocks of a lane ever share a minute, whatever comes', () => {
    let seed = 7
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below
    for (let round = 0; round < 50; round++) {
      const items = Array.from({ length: 40 }, (_, index) => {
        const start = 480 + random(600)
        return at(start, start + 5 + random(90), String(index))
      })
      const placed = lanes(items)
      expect(placed).toHaveLength(items.length)
      for (const a of placed)
        for (const b of placed) {
          if (a === b || a.item.start >= b.item.end || b.item.start >= a.item.end) continue
          expect(a.lane + a.width <= b.lane || b.lane + b.width <= a.lane, `${a.item.name} over ${b.item.name}`).toBe(
            true,
          )
          expect(a.lanes).toBe(b.lanes)
        }
    }
  })
})
