/**
 * The drawing as a shared document (Yjs): marks and pages, each under its key. What is done here waits in `onchange` for
 * being sent; undo touches nothing but one's own.
 */
import * as Y from 'yjs'
import { FIRST, markOf, MOST_PAGES, pagesOf, type Mark, type Page } from './marks'

const MINE = 'mine'
const THEIRS = 'theirs'

export interface Listener {
  /** Something of one's own to send. */
  changed(update: Uint8Array): void
  /** These marks are new, other or gone; `pages`: so is the list of pages. */
  redraw(marks: ReadonlySet<string>, pages: boolean): void
}

type Fresh<M> = M extends Mark ? Omit<M, 'at'> : never

export class Board {
  private readonly doc = new Y.Doc()
  private readonly marks = this.doc.getMap('marks')
  private readonly written = this.doc.getMap('pages')
  private readonly history = new Y.UndoManager([this.marks, this.written], {
    trackedOrigins: new Set([MINE]),
    captureTimeout: 0,
  })
  private newest = 0

  constructor(listener: Listener) {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== THEIRS) listener.changed(update)
    })
    this.doc.on('afterTransaction', ({ changedParentTypes, changed }: Y.Transaction) => {
      const keys = changed.get(this.marks as Y.AbstractType<unknown> as never) as Set<string> | undefined
      const pages = changedParentTypes.has(this.written as Y.AbstractType<unknown> as never)
      if (keys?.size || pages) listener.redraw(keys ?? new Set(), pages)
    })
  }

  /** Takes in what somebody else did, or what this page missed; raises nothing for what is there already. */
  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, THEIRS)
  }

  /** What the others lack who have only `state`; null when that is nothing. */
  beyond(state: Uint8Array | null): Uint8Array | null {
    const mine = Y.encodeStateAsUpdate(this.doc)
    const missing = state ? Y.diffUpdate(mine, Y.encodeStateVectorFromUpdate(state)) : mine
    // The deletions come whole in every difference: they alone are no news.
    return missing[0] ? missing : null
  }

  get pages(): Page[] {
    return pagesOf(this.written.entries())
  }

  mark(key: string): Mark | null {
    return markOf(this.marks.get(key))
  }

  /** The marks of a page from the lowest to the topmost. */
  on(page: string): [string, Mark][] {
    return [...this.marks.keys()]
      .flatMap((key): [string, Mark][] => {
        const mark = this.mark(key)
        return mark?.page === page ? [[key, mark]] : []
      })
      .sort(([one, a], [other, b]) => a.at - b.at || (one < other ? -1 : 1))
  }

  /** How many marks there are, on all pages. */
  get size(): number {
    return this.marks.size
  }

  put(key: string, mark: Fresh<Mark>): void {
    this.mine(() => this.marks.set(key, { ...mark, at: this.now() }))
  }

  erase(keys: Iterable<string>): void {
    this.mine(() => {
      for (const key of keys) this.marks.delete(key)
    })
  }

  /** Adds a page at the end and gives its name; null when there are too many. */
  addPage(shape: { height: number; over: boolean } | null = null): string | null {
    return this.addPages([shape])[0] ?? null
  }

  /** Adds pages at the end, as many as there may be, and gives their names; one undo takes all of them away. */
  addPages(shapes: readonly (Partial<Omit<Page, 'id'>> | null)[]): string[] {
    const added: string[] = []
    this.mine(() => {
      for (const shape of shapes.slice(0, MOST_PAGES - this.pages.length)) {
        const id = crypto.randomUUID()
        this.written.set(id, { at: this.now(), ...shape })
        added.push(id)
      }
    })
    return added
  }

  /** Takes a page away with all that is on it; the first one stays and is wiped. */
  removePage(id: string): void {
    this.mine(() => {
      for (const [key] of this.on(id)) this.marks.delete(key)
      if (id !== FIRST) this.written.delete(id)
    })
  }

  undo(): void {
    this.history.undo()
  }
  redo(): void {
    this.history.redo()
  }
  get canUndo(): boolean {
    return this.history.undoStack.length > 0
  }
  get canRedo(): boolean {
    return this.history.redoStack.length > 0
  }

  destroy(): void {
    this.history.destroy()
    this.doc.destroy()
  }

  private mine(act: () => void): void {
    this.doc.transact(act, MINE)
  }

  /** Later than anything seen, whatever the clocks of the two devices say. */
  private now(): number {
    for (const key of this.marks.keys()) this.newest = Math.max(this.newest, this.mark(key)?.at ?? 0)
    return (this.newest = Math.max(Date.now(), this.newest + 1))
  }
}
