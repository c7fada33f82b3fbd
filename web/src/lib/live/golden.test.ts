import { expect, test } from 'vitest'
import type { Body, Change } from './frames'
import { apply, Maps, replace } from './reducer'

/** See tests/golden/README.md: what screens were sent, and what they must show. */
interface Golden {
  event: string
  from: string
  to: string
  screens: {
    lens: string
    snapshot: Body
    events: { name: string; body: Change; snapshot: Body | null }[]
    state: Body
  }[]
}

const files = import.meta.glob<Golden>('../../../../tests/golden/*.json', { eager: true, import: 'default' })

const shown = (maps: Maps, { from, to }: Golden): Body =>
  Object.fromEntries(
    [...maps.all]
      .map(([name, views]) => [
        name,
        [...views.values()]
          .filter((view) => name !== 'days' || (view.id >= from && view.id <= to))
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      ])
      .filter(([, views]) => views?.length),
  )

test('there are golden files to replay', () => {
  expect(Object.keys(files).length).toBeGreaterThan(30)
})

test.each(Object.values(files))('after $event every screen shows what a fresh one shows', (golden) => {
  for (const screen of golden.screens) {
    const maps = new Maps()
    replace(maps, screen.snapshot)
    for (const event of screen.events) {
      apply(maps, event.body)
      if (event.snapshot) replace(maps, event.snapshot)
    }
    const state = Object.fromEntries(Object.entries(screen.state).filter(([, views]) => views.length))
    expect(shown(maps, golden)).toEqual(state)
  }
})
