/**
 * The client's side of the protocol without a socket: frames in, frames out, and who is told what.
 *
 * A topic is followed by one `Follower`. Its position (`seq`, `epoch`) survives disconnections; a hole in the numbers
 * is never skipped: the topic is asked again from the last number that was applied.
 */
import type { Body, ClientFrame, EventFrame, Params, Presence, ServerFrame, SignalFrame } from './frames'

/** What the owner of a topic is told. */
export interface Follower {
  /**
   * The state of the topic for these params; replace what the snapshot covers. `continuous`: nothing happened between
   * the last event and this snapshot, so what it does not cover still holds.
   */
  snapshot(body: Body, params: Params, continuous: boolean): void
  event(frame: EventFrame): void
  /** No question is in flight: what was asked and has not come was lost, with a connection or before there was one. */
  quiet?(): void
  /** The server will not give this topic (any more). */
  refused(code: string): void
  /** The subscription was taken away and is being asked again: forget what a wider right had shown. */
  lost?(code: string): void
  signal?(frame: SignalFrame): void
  present?(people: ReadonlyMap<string, Presence>): void
}

type Phase = 'waiting' | 'asking' | 'replaying' | 'live' | 'refused'

/** Errors that pass by themselves. */
const PASSING = new Set(['busy', 'internal', 'unavailable', 'too_many'])

class Topic {
  phase: Phase = 'waiting'
  seq: number | null = null
  epoch = ''
  lastAsk = 0
  /** Params of the questions in flight, by their id. */
  asks = new Map<number, Params>()
  state: Record<string, unknown> | null = null
  people = new Map<string, Presence>()
  peopleAreOld = true

  constructor(
    readonly name: string,
    public params: Params,
    readonly follower: Follower,
  ) {}
}

export class Session {
  connection = ''
  epoch = ''
  /** Milliseconds between heartbeats, as the server says. */
  beat = 15_000

  private topics = new Map<string, Topic>()
  private nextId = 1
  private open = false

  constructor(private readonly send: (frame: ClientFrame) => void) {}

  /** Follows a topic; asking again with other params keeps the subscription alive meanwhile. */
  follow(name: string, params: Params, follower: Follower): void {
    if (this.topics.has(name)) throw new Error(`already following ${name}`)
    const topic = new Topic(name, params, follower)
    this.topics.set(name, topic)
    if (this.open) this.ask(topic)
  }

  /** Asks the topic for another range; `position` is kept, the answer is a fresh snapshot. */
  widen(name: string, params: Params): void {
    const topic = this.topics.get(name)
    if (!topic) return
    topic.params = params
    if (this.open && topic.phase !== 'refused') this.ask(topic)
  }

  unfollow(name: string): void {
    const topic = this.topics.get(name)
    if (!topic) return
    this.topics.delete(name)
    if (this.open && topic.phase !== 'refused') this.send({ t: 'unsub', topic: name })
  }

  /** The number of the last event applied, or null before the first snapshot. */
  position(name: string): number | null {
    return this.topics.get(name)?.seq ?? null
  }

  isLive(name: string): boolean {
    return this.topics.get(name)?.phase === 'live'
  }

  /** Tells the others of the topic where one is; said again after every reconnection. */
  here(name: string, state: Record<string, unknown>): void {
    const topic = this.topics.get(name)
    if (!topic) return
    topic.state = state
    if (topic.phase === 'live') this.send({ t: 'here', topic: name, state })
  }

  signal(name: string, signal: string, body: Record<string, unknown>): void {
    if (this.topics.get(name)?.phase === 'live') this.send({ t: 'sig', topic: name, name: signal, body })
  }

  /** Asks again what the server could not answer for a moment; called at every beat. */
  retry(): void {
    for (const topic of this.topics.values())
      if (this.open && topic.phase === 'waiting') this.ask(topic, { resume: true })
  }

  /** The socket is gone: positions stay, so that the next connection resumes. */
  closed(): void {
    this.open = false
    for (const topic of this.topics.values()) {
      if (topic.phase !== 'refused') topic.phase = 'waiting'
      topic.asks.clear()
      topic.peopleAreOld = true
    }
  }

  receive(frame: ServerFrame): void {
    switch (frame.t) {
      case 'hello':
        return this.hello(frame.connection, frame.epoch, frame.beat)
      case 'snap':
        return this.with(frame.topic, (topic) => {
          const params = topic.asks.get(frame.id) ?? topic.params
          const continuous = !frame.reset && topic.seq === frame.seq && topic.epoch === this.epoch
          topic.seq = frame.seq
          topic.epoch = this.epoch
          topic.follower.snapshot(frame.body, params, continuous)
          this.answered(topic, frame.id)
        })
      case 'live':
        return this.with(frame.topic, (topic) => {
          // The replay ended before the number announced: something is missing, so start from a whole snapshot.
          if (topic.seq !== frame.seq) return this.ask(topic)
          this.answered(topic, frame.id)
        })
      case 'evt':
        return this.with(frame.topic, (topic) => this.event(topic, frame))
      case 'sig':
        return this.with(frame.topic, (topic) => topic.follower.signal?.(frame))
      case 'pres':
        return this.with(frame.topic, (topic) => this.presence(topic, frame.put ?? [], frame.drop ?? []))
      case 'lost':
        return this.with(frame.topic, (topic) => this.lost(topic, frame.code))
      case 'err':
        return this.failed(frame.id, frame.code)
    }
  }

  private with(name: string, act: (topic: Topic) => void): void {
    const topic = this.topics.get(name)
    if (topic) act(topic)
  }

  private hello(connection: string, epoch: string, beat: number): void {
    this.connection = connection
    this.epoch = epoch
    this.beat = beat * 1_000
    this.open = true
    for (const topic of this.topics.values()) this.ask(topic, { resume: true })
  }

  /** Asks for a snapshot or, with `resume` and a position of this history, for what was missed. */
  private ask(topic: Topic, options: { resume?: boolean } = {}): void {
    const id = this.nextId++
    const replay = Boolean(options.resume) && topic.seq !== null && topic.epoch === this.epoch
    topic.asks.set(id, topic.params)
    topic.lastAsk = id
    topic.phase = replay ? 'replaying' : 'asking'
    this.send({
      t: 'sub',
      id,
      topic: topic.name,
      params: topic.params,
      ...(replay ? { since: topic.seq as number, epoch: topic.epoch } : {}),
    })
  }

  private answered(topic: Topic, id: number): void {
    topic.asks.delete(id)
    if (!topic.asks.size) topic.follower.quiet?.()
    if (id !== topic.lastAsk) return
    topic.phase = 'live'
    if (topic.state) this.send({ t: 'here', topic: topic.name, state: topic.state })
  }

  private event(topic: Topic, frame: EventFrame): void {
    if (topic.seq === null || frame.seq <= topic.seq) return
    if (frame.seq > topic.seq + 1) {
      if (topic.phase === 'live') this.ask(topic, { resume: true })
      return
    }
    topic.seq = frame.seq
    topic.follower.event(frame)
  }

  private presence(topic: Topic, put: Presence[], drop: string[]): void {
    if (topic.peopleAreOld) topic.people.clear()
    topic.peopleAreOld = false
    for (const entry of put) topic.people.set(entry.connection, entry)
    for (const connection of drop) topic.people.delete(connection)
    topic.follower.present?.(topic.people)
  }

  private lost(topic: Topic, code: string): void {
    topic.seq = null
    topic.peopleAreOld = true
    topic.follower.lost?.(code)
    this.ask(topic)
  }

  private failed(id: number | undefined, code: string): void {
    for (const topic of this.topics.values()) {
      if (id === undefined || !topic.asks.has(id)) continue
      topic.asks.clear()
      if (PASSING.has(code)) {
        topic.phase = 'waiting'
        continue
      }
      topic.phase = 'refused'
      topic.seq = null
      topic.follower.refused(code)
    }
  }
}
