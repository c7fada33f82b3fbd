/** Who is signed in on this page, and what he may do on each agenda. */
import { api, onSignedOut, read, Refusal, type Me, type Right } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import * as drafts from './drafts'

type State = 'unknown' | 'signed_in' | 'signed_out'

class SignedIn {
  #state = $state.raw<State>('unknown')
  #me = $state.raw<Me | null>(null)
  #step = $state.raw<string | null>(null)
  private loading: Promise<void> | null = null
  /** One signed out by oneself; a session that ends otherwise ends before one thought of it. */
  left = false

  constructor() {
    onSignedOut(() => this.forget())
  }

  get state(): State {
    return this.#state
  }

  /** What is missing when the password was given already: `second_factor` or `enrol_second_factor`. */
  get step(): string | null {
    return this.#step
  }

  /** The person; only read it on screens behind the log-in. */
  get me(): Me {
    if (!this.#me) throw new Error('nobody is signed in')
    return this.#me
  }

  /** Asks the server who this is. Called at start, after a log-in, and when rights changed. */
  load(): Promise<void> {
    this.loading ??= this.ask().finally(() => (this.loading = null))
    return this.loading
  }

  /** Whether a right is ticked for this practitioner's agenda. */
  may(right: Right, practitionerId: string): boolean {
    return this.#me?.agendas.some((a) => a.practitioner.id === practitionerId && a.rights.includes(right)) ?? false
  }

  /** Whether a right is ticked for at least one agenda. */
  mayAnywhere(right: Right): boolean {
    return this.#me?.agendas.some((a) => a.rights.includes(right)) ?? false
  }

  /** Whether one administers this practice (settings, members). */
  administers(practiceId: string): boolean {
    return this.#me?.practices.some((p) => p.id === practiceId && p.role === 'administrator') ?? false
  }

  async signOut(): Promise<void> {
    this.left = true
    await api.POST('/api/logout', { body: {} })
    this.forget()
  }

  private async ask(): Promise<void> {
    try {
      this.#me = await read<Me>(api.GET('/api/me'))
      drafts.open(this.#me.person.id)
      this.#state = 'signed_in'
      this.left = false
      connection.start()
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error
      this.forget()
      const { state } = error.data
      this.#step = typeof state === 'string' ? state : null
    }
  }

  private forget(): void {
    connection.stop()
    drafts.close(this.left)
    this.#me = null
    this.#step = null
    this.#state = 'signed_out'
  }
}

export const session = new SignedIn()
