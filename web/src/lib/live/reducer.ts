/** The client's reducer, the same for every topic: put by id, drop by id. Pure: it knows no socket and no screen. */
import type { Body, Change, View } from './frames'

/** Where views are kept: the plain maps below, or a store that also indexes them for the screen. */
export interface Collections {
  put(collection: string, view: View): void
  drop(collection: string, id: string): void
  ids(collection: string): Iterable<string>
  names(): Iterable<string>
}

/** Applies one event. */
export function apply(collections: Collections, change: Change): void {
  for (const [name, ids] of Object.entries(change.drop ?? {})) for (const id of ids) collections.drop(name, id)
  for (const [name, views] of Object.entries(change.put ?? {})) for (const view of views) collections.put(name, view)
}

/**
 * Makes the collections equal to a snapshot without emptying them in between: an agenda never blinks during a resync.
 * `covers` says which of the views at hand the snapshot speaks about; others are kept.
 */
export function replace(
  collections: Collections,
  body: Body,
  covers: (collection: string, id: string) => boolean = () => true,
): void {
  for (const name of new Set([...collections.names(), ...Object.keys(body)])) {
    const fresh = new Set((body[name] ?? []).map((view) => view.id))
    for (const id of [...collections.ids(name)]) {
      if (!fresh.has(id) && covers(name, id)) collections.drop(name, id)
    }
    for (const view of body[name] ?? []) collections.put(name, view)
  }
}

/** Plain collections: enough for small topics and for tests. */
export class Maps implements Collections {
  readonly all = new Map<string, Map<string, View>>()

  constructor(private readonly newMap: () => Map<string, View> = () => new Map()) {}

  of(collection: string): Map<string, View> {
    let views = this.all.get(collection)
    if (!views) this.all.set(collection, (views = this.newMap()))
    return views
  }

  put(collection: string, view: View): void {
    this.of(collection).set(view.id, view)
  }

  drop(collection: string, id: string): void {
    this.all.get(collection)?.delete(id)
  }

  ids(collection: string): Iterable<string> {
    return this.all.get(collection)?.keys() ?? []
  }

  names(): Iterable<string> {
    return this.all.keys()
  }
}
