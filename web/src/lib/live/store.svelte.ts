/** A live store for a small topic: every collection is a reactive map of views. */
import { SvelteMap } from 'svelte/reactivity'
import { connection } from './connection.svelte'
import type { Body, EventFrame, Params, Presence, SignalFrame, View } from './frames'
import { apply, Maps, replace } from './reducer'
import type { Follower } from './session'

export class LiveStore implements Follower {
  /** True once a first snapshot arrived: an empty list is then really empty. */
  ready = $state(false)
  /** The server's reason for refusing the topic. */
  refusal = $state.raw<string | null>(null)
  present = (people: ReadonlyMap<string, Presence>): void => {
    this.#people = [...people.values()].filter((entry) => entry.connection !== connection.id)
  }
  /** Called for every signal of the topic. */
  onSignal: ((frame: SignalFrame) => void) | null = null

  #people = $state.raw<Presence[]>([])
  private maps = new Maps(() => new SvelteMap<string, View>())

  constructor(
    readonly topic: string,
    private readonly params: Params = {},
    collections: readonly string[] = [],
  ) {
    for (const name of collections) this.maps.of(name)
    connection.follow(topic, params, this)
  }

  /** The views of a collection by id, reactive. Name it to the constructor so that it exists before the first reading. */
  of<V extends View>(collection: string): ReadonlyMap<string, V> {
    return this.maps.of(collection) as unknown as ReadonlyMap<string, V>
  }

  /** The other connections on this topic. */
  get people(): readonly Presence[] {
    return this.#people
  }

  close(): void {
    connection.unfollow(this.topic)
  }

  snapshot(body: Body): void {
    replace(this.maps, body)
    this.refusal = null
    this.ready = true
  }

  event(frame: EventFrame): void {
    apply(this.maps, frame.body)
    if (frame.body.stale) connection.widen(this.topic, this.params)
  }

  lost(): void {
    for (const name of this.maps.names()) this.maps.of(name).clear()
    this.ready = false
  }

  refused(code: string): void {
    this.lost()
    this.refusal = code
  }

  signal(frame: SignalFrame): void {
    this.onSignal?.(frame)
  }
}
