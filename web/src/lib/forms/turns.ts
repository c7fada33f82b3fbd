/** One thing after the other: what is asked for later is sent once what was asked for before has ended, however that was. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  take<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const mine = this.last.then(act)
    this.last = mine.catch(() => null)
    return mine
  }

  /** Everything asked for until now has ended. */
  get idle(): Promise<unknown> {
    return this.last
  }
}
