import { expect, test } from 'vitest'
import { STILL, type Quality } from '../quality'
import { AT_EASE, restored, strained, type Strain } from './strain'

const calm: Quality = STILL
const sends: Quality = { ...STILL, sent: 0.3 }
const receives: Quality = { ...STILL, received: 0.3 }

type Look = readonly [own: Quality, theirs: Quality | null]
const after = (looks: readonly Look[], from: Strain = AT_EASE) =>
  looks.reduce((strain, [own, theirs]) => strained(strain, own, theirs), from)
const times = (count: number, look: Look) => Array.from({ length: count }, () => look)

test.each<[string, readonly Look[], boolean]>([
  ['nothing lost', times(20, [calm, calm]), false],
  ['three heavy looks', times(3, [sends, calm]), false],
  ['four, of what one sends', times(4, [sends, calm]), true],
  ['four, of what the other receives', times(4, [calm, receives]), true],
  ['four, now here and now there', [...times(2, [sends, null]), ...times(2, [calm, receives])], true],
  ['four of what one receives: the other’s picture is too much, not one’s own', times(20, [receives, calm]), false],
  ['four of what the other sends', times(20, [calm, sends]), false],
  ['nobody at the other end', times(20, [calm, null]), false],
  ['a bad second now and then', times(20, [calm, calm]).flatMap((look) => [look, [sends, calm] as const]), false],
  ['three, a quiet one, then two more', [...times(3, [sends, calm]), [calm, calm], ...times(2, [sends, calm])], false],
  ['three, a quiet one, then three more', [...times(3, [sends, calm]), [calm, calm], ...times(3, [sends, calm])], true],
  [
    'a tenth lost, for long',
    times(40, [
      { ...STILL, sent: 0.1 },
      { ...STILL, received: 0.1 },
    ]),
    false,
  ],
])('the picture after %s', (_, looks, paused) => {
  expect(after(looks).paused).toBe(paused)
})

test('a paused picture stays so, however well the line does', () => {
  const paused = after(times(4, [sends, calm]))
  expect(after(times(50, [calm, calm]), paused)).toEqual(paused)
})

test('put back by hand, it is left longer before it is paused again, and never for ever', () => {
  let strain = after(times(4, [sends, calm]))
  for (const patience of [8, 16, 32, 32]) {
    strain = restored(strain)
    expect(strain.paused).toBe(false)
    strain = after(times(patience - 1, [sends, calm]), strain)
    expect(strain.paused).toBe(false)
    strain = after(times(1, [sends, calm]), strain)
    expect(strain.paused).toBe(true)
  }
})
