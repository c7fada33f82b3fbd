import { beforeEach, describe, expect, test } from 'vitest'
import type { Body, ClientFrame, EventFrame, Params, Presence, ServerFrame } from './frames'
import { Session, type Follower } from './session'

class Recorder implements Follower {
  log: string[] = []
  people: string[] = []
  snapshot(_body: Body, params: Params, continuous: boolean): void {
    this.log.push(`snapshot ${JSON.stringify(params)}${continuous ? ' continuous' : ''}`)
  }
  quiets = 0
  quiet(): void {
    this.quiets++
  }
  event(frame: EventFrame): void {
    this.log.push(`event ${frame.seq}`)
  }
  lost(code: string): void {
    this.log.push(`lost ${code}`)
  }
  refused(code: string): void {
    this.log.push(`refused ${code}`)
  }
  present(people: ReadonlyMap<string, Presence>): void {
    this.people = [...people.keys()]
  }
}

const TOPIC = 'agenda/1'
let sent: ClientFrame[]
let session: Session
let follower: Recorder

const hello = (epoch = 'e1'): ServerFrame => ({
  t: 'hello',
  version: 1,
  connection: 'c1',
  epoch,
  beat: 15,
  you: {},
})
const snap = (id: number, seq: number, reset = false): ServerFrame => ({
  t: 'snap',
  id,
  topic: TOPIC,
  seq,
  lens: 'full',
  reset,
  body: {},
})
const live = (id: number, seq: number): ServerFrame => ({ t: 'live', id, topic: TOPIC, seq, lens: 'full' })
const event = (seq: number, stale?: { from: string; to: string }): ServerFrame => ({
  t: 'evt',
  topic: TOPIC,
  seq,
  name: 'appointment_booked',
  at: '2026-11-23T08:00:00Z',
  by: null,
  body: { stale },
})
const pres = (put: string[], drop: string[] = []): ServerFrame => ({
  t: 'pres',
  topic: TOPIC,
  put: put.map((connection) => ({ connection, person: { id: connection, name: '', initials: '' }, state: {} })),
  drop,
})
const lastSub = () => sent.filter((frame) => frame.t === 'sub').at(-1) as Extract<ClientFrame, { t: 'sub' }>

beforeEach(() => {
  sent = []
  session = new Session((frame) => sent.push(frame))
  follower = new Recorder()
  session.follow(TOPIC, { from: '2026-11-23', to: '2026-11-29' }, follower)
})

/** Connected, first snapshot at 10. */
function started(): void {
  session.receive(hello())
  session.receive(snap(lastSub().id, 10))
}

describe('positions', () => {
  test('nothing is sent before hello, then a subscription without a position', () => {
    expect(sent).toEqual([])
    session.receive(hello())
    expect(sent).toEqual([{ t: 'sub', id: 1, topic: TOPIC, params: { from: '2026-11-23', to: '2026-11-29' } }])
  })

  test('events are applied in order, and one that came already is not applied twice', () => {
    started()
    session.receive(event(11))
    session.receive(event(11))
    session.receive(event(12))
    expect(follower.log.slice(1)).toEqual(['event 11', 'event 12'])
    expect(session.position(TOPIC)).toBe(12)
  })

  test('an event before the first snapshot is ignored', () => {
    session.receive(hello())
    session.receive(event(4))
    expect(follower.log).toEqual([])
  })

  test('a hole is asked again from the last number, once, and nothing after it is applied meanwhile', () => {
    started()
    session.receive(event(12))
    session.receive(event(13))
    expect(sent.filter((frame) => frame.t === 'sub')).toHaveLength(2)
    expect(lastSub()).toMatchObject({ since: 10, epoch: 'e1' })
    for (const seq of [11, 12, 13]) session.receive(event(seq))
    session.receive(live(lastSub().id, 13))
    expect(follower.log.slice(1)).toEqual(['event 11', 'event 12', 'event 13'])
    expect(follower.quiets).toBe(2)
    expect(session.isLive(TOPIC)).toBe(true)
  })

  test('after a reconnection the topic resumes from its number and epoch', () => {
    started()
    session.receive(event(11))
    session.closed()
    session.receive(hello())
    expect(lastSub()).toMatchObject({ since: 11, epoch: 'e1' })
  })

  test('another epoch means another history: the position is not used', () => {
    started()
    session.closed()
    session.receive(hello('e2'))
    expect(lastSub().since).toBeUndefined()
  })

  test('a reset snapshot in place of the replay is applied as such', () => {
    started()
    session.closed()
    session.receive(hello())
    session.receive(snap(lastSub().id, 400, true))
    expect(follower.log.at(-1)).not.toContain('continuous')
    expect(session.position(TOPIC)).toBe(400)
  })

  test('a replay that ends short of the announced number is asked again as a snapshot', () => {
    started()
    session.closed()
    session.receive(hello())
    session.receive(event(11))
    session.receive(live(lastSub().id, 13))
    expect(lastSub().since).toBeUndefined()
    expect(session.isLive(TOPIC)).toBe(false)
  })
})

describe('ranges', () => {
  test('widening asks for a snapshot while events keep flowing', () => {
    started()
    session.widen(TOPIC, { from: '2026-11-23', to: '2026-12-06' })
    expect(lastSub().since).toBeUndefined()
    session.receive(event(11))
    session.receive(snap(lastSub().id, 11))
    expect(follower.log.slice(1)).toEqual(['event 11', 'snapshot {"from":"2026-11-23","to":"2026-12-06"} continuous'])
  })

  test('a snapshot that jumps over events says that what it does not cover may be old', () => {
    started()
    session.widen(TOPIC, { from: '2026-12-07', to: '2026-12-13' })
    session.receive(snap(lastSub().id, 14))
    expect(follower.log.at(-1)).not.toContain('continuous')
  })

  test('each snapshot is given the range that was asked for it', () => {
    started()
    session.widen(TOPIC, { from: '2026-11-30', to: '2026-12-06' })
    const first = lastSub().id
    session.widen(TOPIC, { from: '2026-12-07', to: '2026-12-13' })
    session.receive(snap(first, 10))
    expect(follower.log.at(-1)).toContain('2026-11-30')
    expect(session.isLive(TOPIC)).toBe(false)
    session.receive(snap(lastSub().id, 10))
    expect(follower.log.at(-1)).toContain('2026-12-07')
    expect(session.isLive(TOPIC)).toBe(true)
  })

  test('what was asked before there was a connection, or lost with one, is said to be lost', () => {
    const next = { from: '2026-11-30', to: '2026-12-06' }
    session.widen(TOPIC, next)
    session.receive(hello())
    expect(sent.filter((frame) => frame.t === 'sub')).toHaveLength(1)
    expect(follower.quiets).toBe(0)
    session.receive(snap(lastSub().id, 10))
    expect(follower.quiets).toBe(1)
    session.widen(TOPIC, next)
    session.widen(TOPIC, { from: '2026-12-07', to: '2026-12-13' })
    session.receive(snap(lastSub().id - 1, 10))
    expect(follower.quiets).toBe(1)
    session.closed()
    session.receive(hello())
    session.receive(live(lastSub().id, 10))
    expect(follower.quiets).toBe(2)
  })

  test('what the server could not answer for a moment is asked again at the next beat', () => {
    session.receive(hello())
    session.receive({ t: 'err', id: lastSub().id, code: 'busy' })
    expect(follower.log).toEqual([])
    session.retry()
    session.retry()
    expect(sent.filter((frame) => frame.t === 'sub')).toHaveLength(2)
  })
})

describe('rights', () => {
  test('a lost topic is forgotten and asked again; refused, it is dropped and not asked after a reconnection', () => {
    started()
    session.receive({ t: 'lost', topic: TOPIC, code: 'rights_changed' })
    expect(lastSub().since).toBeUndefined()
    session.receive({ t: 'err', id: lastSub().id, code: 'not_found' })
    expect(follower.log.slice(1)).toEqual(['lost rights_changed', 'refused not_found'])
    const asked = sent.length
    session.widen(TOPIC, {})
    expect(sent).toHaveLength(asked)
  })
})

describe('presence', () => {
  test('people come and go; after a reconnection the first list replaces the old one', () => {
    started()
    session.receive(pres(['c1', 'c2']))
    session.receive(pres(['c3'], ['c2']))
    expect(follower.people).toEqual(['c1', 'c3'])
    session.closed()
    session.receive(hello())
    session.receive(live(lastSub().id, 10))
    session.receive(pres(['c9']))
    expect(follower.people).toEqual(['c9'])
  })

  test('where one is gets said again after a reconnection, once the topic is live', () => {
    started()
    session.here(TOPIC, { day: '2026-11-23' })
    session.closed()
    session.receive(hello())
    session.receive(live(lastSub().id, 10))
    expect(sent.filter((frame) => frame.t === 'here')).toHaveLength(2)
  })
})
