/** Work that may wait until what is in sight is painted: a little after each frame, in the order in which it was asked for. */

const AT_ONCE = 2

export class Turns {
  private waiting: (() => void)[] = []

  /** Adds a piece of work; gives what withdraws it. */
  add(work: () => void): () => void {
    if (this.waiting.push(work) === 1) this.next()
    return () => (this.waiting = this.waiting.filter((one) => one !== work))
  }

  private next(): void {
    requestAnimationFrame(() => setTimeout(() => this.run()))
  }

  private run(): void {
    for (const work of this.waiting.splice(0, AT_ONCE)) work()
    if (this.waiting.length) this.next()
  }
}
