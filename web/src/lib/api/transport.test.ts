import { expect, test } from 'vitest'
import { Refusal } from './refusal'
import { transport } from './transport'

const request = (method: string) =>
  new Request('http://localhost/api/things', { method, body: method === 'GET' ? null : '{}' })
const pause = () => Promise.resolve()

function server(answers: (Response | Error)[]) {
  const keys: (string | null)[] = []
  const fetch = ((asked: Request) => {
    keys.push(asked.headers.get('Idempotency-Key'))
    const answer = answers.shift()!
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }) as typeof globalThis.fetch
  return { fetch, keys }
}

test('a command carries a key, and a retry after a network failure carries the same', async () => {
  const { fetch, keys } = server([
    new TypeError('network'),
    new Response('{}', { status: 503 }),
    new Response('{}', { status: 201 }),
  ])
  let drawn = 0
  const answer = await transport({ fetch, pause, newKey: () => `key-${++drawn}` })(request('POST'))
  expect(answer.status).toBe(201)
  expect(keys).toEqual(['key-1', 'key-1', 'key-1'])
})

test('a question carries no key', async () => {
  const { fetch, keys } = server([new Response('{}')])
  await transport({ fetch, pause })(request('GET'))
  expect(keys).toEqual([null])
})

test('a refusal is an answer: it is not retried', async () => {
  const { fetch, keys } = server([new Response('{}', { status: 409 })])
  expect((await transport({ fetch, pause })(request('POST'))).status).toBe(409)
  expect(keys).toHaveLength(1)
})

test('a server that stays away is a refusal named offline', async () => {
  const { fetch, keys } = server(Array.from({ length: 10 }, () => new TypeError('network')))
  await expect(transport({ fetch, pause })(request('POST'))).rejects.toMatchObject({ code: 'offline' })
  await expect(transport({ fetch, pause })(request('POST'))).rejects.toBeInstanceOf(Refusal)
  expect(keys).toHaveLength(10)
})

test('an answer that does not come is given up, and asked for again under the same key', async () => {
  const keys: (string | null)[] = []
  const fetch = ((asked: Request, { signal }: RequestInit) => {
    keys.push(asked.headers.get('Idempotency-Key'))
    if (keys.length > 1) return Promise.resolve(new Response('{}', { status: 201 }))
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
  }) as typeof globalThis.fetch
  const answer = await transport({ fetch, pause, patience: 1, newKey: () => 'key' })(request('POST'))
  expect(answer.status).toBe(201)
  expect(keys).toEqual(['key', 'key'])
})

test('what the page itself gives up is not asked again', async () => {
  const given = new AbortController()
  let asked = 0
  const fetch = (() => {
    asked++
    given.abort()
    return Promise.reject(given.signal.reason as Error)
  }) as typeof globalThis.fetch
  const question = new Request('http://localhost/api/things', { signal: given.signal })
  await expect(transport({ fetch, pause })(question)).rejects.toMatchObject({ name: 'AbortError' })
  expect(asked).toBe(1)
})
