import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Claim, type Wish } from './claim.svelte'

/** The server's part, as `claims.py` plays it, behind the only port there is: fetch. */
class Server {
  claims = new Map<string, { by: string; spot: string; practitioner: string }>()
  log: string[] = []
  slow: Promise<void> = Promise.resolve()
  private next = 1

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const body =
      request.method === 'POST' && pathname === '/api/claims' ? ((await request.json()) as Record<string, string>) : {}
    await this.slow
    if (request.method === 'DELETE') {
      const id = pathname.split('/').at(-1) as string
      this.log.push(`release ${this.claims.get(id)?.spot ?? 'nothing'}`)
      this.claims.delete(id)
      return new Response(null, { status: 204 })
    }
    const spot = body['starts_at'] as string
    for (const [id, claim] of this.claims) {
      const isMine = claim.by === 'me'
      if (!isMine && claim.spot === spot && id !== body['break_claim']) {
        this.log.push(`held ${spot}`)
        return answer(409, { code: 'claim_held', data: { claim: { id, by: { name: claim.by } } } })
      }
      if ((isMine && claim.practitioner === body['practitioner_id']) || id === body['break_claim'])
        this.claims.delete(id)
    }
    const id = `c${this.next++}`
    this.claims.set(id, { by: 'me', spot, practitioner: body['practitioner_id'] as string })
    this.log.push(`claim ${spot}`)
    return answer(201, { id, practitioner_id: body['practitioner_id'], asked_by: [] })
  }
}

const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const at = (startsAt: string, practitionerId = 'p'): Wish => ({ practitionerId, startsAt, duration: 20, extraId: null })

let server: Server
let claim: Claim

beforeEach(() => {
  server = new Server()
  claim = new Claim()
  vi.stubGlobal('fetch', server.fetch)
})
afterEach(() => {
  claim.close()
  vi.unstubAllGlobals()
})

test('wishes that come while the server answers replace one another', async () => {
  let answerNow: () => void = () => undefined
  server.slow = new Promise((resolve) => (answerNow = resolve))
  for (const start of ['9:00', '9:20', '9:40', '10:00']) claim.want(at(start))
  answerNow()
  await claim.settled()
  expect(server.log).toEqual(['claim 9:00', 'claim 10:00'])
  expect([...server.claims.values()].map((one) => one.spot)).toEqual(['10:00'])
})

test('the same wish again asks nothing', async () => {
  claim.want(at('9:00'))
  await claim.settled()
  claim.want(at('9:00'))
  await claim.settled()
  expect(server.log).toEqual(['claim 9:00'])
})

test('another agenda: the earlier claim is let go', async () => {
  claim.want(at('9:00'))
  await claim.settled()
  claim.want(at('9:00', 'q'))
  await claim.settled()
  expect([...server.claims.values()].map((one) => one.practitioner)).toEqual(['q'])
})

test('closing lets go, also of what is still being asked for', async () => {
  claim.want(at('9:00'))
  claim.close()
  await claim.settled()
  expect(server.claims.size).toBe(0)
  expect(claim.mine).toBeNull()
})

test('somebody else has it: he is named, and what one held before is let go', async () => {
  server.claims.set('x', { by: 'Nadia', spot: '9:20', practitioner: 'p' })
  claim.want(at('9:00'))
  await claim.settled()
  claim.want(at('9:20'))
  expect(await claim.settled()).toBeNull()
  expect(claim.theirs?.by.name).toBe('Nadia')
  expect([...server.claims.values()].map((one) => one.by)).toEqual(['Nadia'])
})

test('taken over by name, once', async () => {
  server.claims.set('x', { by: 'Nadia', spot: '9:20', practitioner: 'p' })
  claim.want(at('9:20'))
  await claim.settled()
  claim.take()
  await claim.settled()
  expect(claim.mine?.id).toBe('c1')
  expect(claim.theirs).toBeNull()
  // Nadia is faster the next time: nothing breaks her claim again.
  server.claims.clear()
  server.claims.set('y', { by: 'Nadia', spot: '9:20', practitioner: 'p' })
  claim.lookAgain()
  await claim.settled()
  expect(claim.theirs?.id).toBe('y')
})

test('let go by the other: looking again takes it', async () => {
  server.claims.set('x', { by: 'Nadia', spot: '9:20', practitioner: 'p' })
  claim.want(at('9:20'))
  await claim.settled()
  server.claims.clear()
  claim.lookAgain()
  await claim.settled()
  expect(claim.mine).not.toBeNull()
})

test('news that come while the server answers ask nothing more', async () => {
  claim.want(at('9:00'))
  claim.lookAgain()
  claim.lookAgain()
  await claim.settled()
  expect(server.log).toEqual(['claim 9:00'])
})

test('used up by the booking, it is neither kept nor released', async () => {
  claim.want(at('9:00'))
  await claim.settled()
  claim.served()
  claim.close()
  await claim.settled()
  expect(server.log).toEqual(['claim 9:00'])
})
