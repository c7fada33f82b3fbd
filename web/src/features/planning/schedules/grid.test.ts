import { describe, expect, test } from 'vitest'
import {
  copied,
  faultIn,
  nextHours,
  offered,
  rangesAt,
  reticked,
  startsIn,
  wantedFor,
  weekOf,
  withBox,
  type Cell,
} from './grid'

const range = (start: number, end: number, ...starts: number[]) => ({ start, end, starts })
const cell = (weekday: number, type_id: string | null, ...ranges: ReturnType<typeof range>[]): Cell => ({
  weekday,
  type_id,
  ranges,
})
const monday = { weekday: 0, typeId: 'visit' }
const grid = [cell(0, 'visit', range(540, 600, 540, 560)), cell(1, 'exam', range(840, 900, 840))]

describe('a box', () => {
  test('is replaced alone, its ranges in order', () => {
    const next = withBox(grid, monday, [range(840, 900, 840), range(480, 540, 480)])
    expect(rangesAt(next, monday).map((one) => one.start)).toEqual([480, 840])
    expect(rangesAt(next, { weekday: 1, typeId: 'exam' })).toEqual([range(840, 900, 840)])
    expect(grid).toHaveLength(2)
  })

  test('that is emptied is no cell any more', () => {
    expect(withBox(grid, monday, [])).toEqual([grid[1]])
    expect(rangesAt([], monday)).toEqual([])
  })

  test('counts its ticked starts', () => {
    expect(startsIn(rangesAt(grid, monday))).toBe(2)
  })
})

describe('copying a box', () => {
  const ranges = rangesAt(grid, monday)

  test('to other days of the same type keeps the ticks', () => {
    const targets = [3, 4].map((weekday) => ({ weekday, typeId: 'visit' }))
    expect(wantedFor(ranges, monday, targets)).toEqual([])
    const next = copied(grid, ranges, monday, targets, () => [])
    expect(targets.map((box) => rangesAt(next, box))).toEqual([ranges, ranges])
    expect(rangesAt(next, monday)).toEqual(ranges)
  })

  test('to another type keeps the hours and takes that type’s starts', () => {
    const targets = [
      { weekday: 0, typeId: 'exam' },
      { weekday: 1, typeId: 'exam' },
    ]
    expect(wantedFor(ranges, monday, targets)).toEqual([{ typeId: 'exam', start: 540, end: 600 }])
    const next = copied(grid, ranges, monday, targets, () => [540])
    expect(rangesAt(next, targets[1]!)).toEqual([range(540, 600, 540)])
  })

  test('between boxes of a free schedule carries hours only', () => {
    const free = [cell(0, null, range(540, 720))]
    const from = { weekday: 0, typeId: null }
    const targets = [{ weekday: 1, typeId: null }]
    expect(wantedFor(free[0]!.ranges, from, targets)).toEqual([])
    expect(
      rangesAt(
        copied(free, free[0]!.ranges, from, targets, () => [1]),
        targets[0]!,
      ),
    ).toEqual([range(540, 720)])
  })

  test('replaces what was there, and copies are not shared', () => {
    const target = { weekday: 1, typeId: 'visit' }
    const next = copied(withBox(grid, target, [range(600, 660)]), ranges, monday, [target], () => [])
    expect(rangesAt(next, target)).toEqual(ranges)
    expect(rangesAt(next, target)[0]!.starts).not.toBe(ranges[0]!.starts)
  })

  test('an empty box empties its targets', () => {
    expect(copied(grid, [], { weekday: 5, typeId: 'visit' }, [monday], () => [])).toEqual([grid[1]])
  })
})

test('what is wrong with ranges is found, and where', () => {
  expect(faultIn([range(540, 600), range(600, 660)])).toBeNull()
  expect(faultIn([{ start: null, end: 600 }])).toEqual({ index: 0, fault: 'missing' })
  expect(faultIn([range(540, 600), range(700, 700)])).toEqual({ index: 1, fault: 'backwards' })
  expect(faultIn([range(540, 600), range(480, 541)])).toEqual({ index: 1, fault: 'overlap' })
})

describe('starts to tick', () => {
  const generated = { starts: [840, 915, 990, 1065], overruns: [1065] }

  test('are all ticked at first, and those that end too late say so', () => {
    const all = offered(generated, null)
    expect(all.every((one) => one.ticked && !one.foreign)).toBe(true)
    expect(all.filter((one) => one.overruns).map((one) => one.start)).toEqual([1065])
  })

  test('keep earlier ticks, also those that are generated no more', () => {
    const all = offered(generated, [840, 900])
    expect(all.filter((one) => one.ticked).map((one) => one.start)).toEqual([840, 900])
    expect(all.filter((one) => one.foreign).map((one) => one.start)).toEqual([900])
    expect(all.map((one) => one.start)).toEqual([840, 900, 915, 990, 1065])
  })
})

test('what was unticked stays so when the hours change', () => {
  const before = offered({ starts: [540, 560, 580], overruns: [] }, [540, 580, 590])
  expect(reticked(before, [540, 560, 580, 600])).toEqual([540, 580, 600])
})

test('a morning is followed by an afternoon, then by whatever comes', () => {
  expect(nextHours([])).toEqual({ start: 540, end: 720 })
  expect(nextHours([{ end: 720 }])).toEqual({ start: 840, end: 1080 })
  expect(nextHours([{ end: 720 }, { end: 1080 }])).toEqual({ start: 1140, end: 1200 })
  expect(nextHours([{ end: 1440 }])).toEqual({ start: 1380, end: 1440 })
  expect(nextHours([{ end: null }])).toEqual({ start: 840, end: 1080 })
})

test('the picture of a week merges what touches', () => {
  const week = weekOf([cell(0, 'a', range(540, 600), range(840, 900)), cell(0, 'b', range(590, 660), range(660, 700))])
  expect(week[0]).toEqual([
    { start: 540, end: 700 },
    { start: 840, end: 900 },
  ])
  expect(week.slice(1).every((day) => day.length === 0)).toBe(true)
})
