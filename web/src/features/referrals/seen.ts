/** That somebody saw a referral. It is noted by itself, and changes the referral: an answer given meanwhile stands on what it made. */
import { command, Refusal } from '$lib/api'

type See = Parameters<typeof command<{ version: number }>>[0]

export class Seen {
  private noted: Promise<number> = Promise.resolve(0)

  /** Nothing to tell him; when it cannot be noted now, it is at the next time. */
  note(see: See): void {
    this.noted = command(see).then(
      (done) => done.view.version,
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error
        return 0
      },
    )
  }

  /** The version that an answer is given to; `shown`: the one on the screen. */
  async version(shown: () => number): Promise<number> {
    const noted = await this.noted
    return Math.max(noted, shown())
  }
}
