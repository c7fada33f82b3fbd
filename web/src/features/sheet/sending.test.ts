import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Sending, type Outcome } from './sending'

/** A sender whose every request is answered by hand. */
function sender() {
  const asked: { update: Uint8Array; answer: (outcome: Outcome) => Promise<void> }[] = []
  const waiting: number[] = []
  const sending = new Sending(
    (update) =>
      new Promise((resolve) =>
        asked.push({
          update,
          answer: async (outcome) => {
            resolve(outcome)
            await new Promise((done) => setTimeout(done))
          },
        }),
      ),
    (count) => waiting.push(count),
  )
  return { sending, asked, waiting }
}

function updates(count: number, size = 10): Uint8Array[] {
  const doc = new Y.Doc()
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  for (let number = 0; number < count; number++) doc.getMap('marks').set(`${number}`, { points: new Uint8Array(size) })
  return made
}

const keysOf = (update: Uint8Array, ...before: Uint8Array[]) => {
  const doc = new Y.Doc()
  for (const each of [...before, update]) Y.applyUpdate(doc, each)
  return [...doc.getMap('marks').keys()]
}

test('one request at a time; what is drawn meanwhile travels in the next one', async () => {
  const { sending, asked, waiting } = sender()
  const [one, two, three] = updates(3) as [Uint8Array, Uint8Array, Uint8Array]
  sending.add(one)
  sending.add(two)
  sending.add(three)
  expect(asked).toHaveLength(1)
  await asked[0]!.answer('taken')
  expect(asked).toHaveLength(2)
  expect(keysOf(asked[1]!.update, one)).toEqual(['0', '1', '2'])
  await asked[1]!.answer('taken')
  expect(waiting.at(-1)).toBe(0)
})

test('without the server it waits, and goes on where it was', async () => {
  const { sending, asked, waiting } = sender()
  const [one, two] = updates(2) as [Uint8Array, Uint8Array]
  sending.add(one)
  await asked[0]!.answer('later')
  expect(waiting.at(-1)).toBe(1)
  sending.add(two)
  expect(keysOf(asked[1]!.update)).toEqual(['0', '1'])
})

test('what is refused is let go', async () => {
  const { sending, asked, waiting } = sender()
  for (const update of updates(3)) sending.add(update)
  await asked[0]!.answer('refused')
  expect(waiting.at(-1)).toBe(0)
  expect(asked).toHaveLength(1)
})

test('a request stays small enough to be taken', async () => {
  const { sending, asked } = sender()
  const made = updates(4, 20_000)
  for (const update of made) sending.add(update)
  await asked[0]!.answer('later')
  void sending.resume()
  expect(asked[1]!.update.length).toBeLessThan(48 * 1024)
  await asked[1]!.answer('taken')
  expect(asked[2]!.update.length).toBeLessThan(48 * 1024)
})
