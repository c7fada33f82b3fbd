/**
 * Messages on their way, and drafts. Each bears its own id, so that trying again says nothing twice; those of one conversation leave
 * one after the other, in the order they were written. Without the server they wait, and say so.
 */
import { api, command, Refusal } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import { serverNow } from '$lib/time/clock.svelte'
import { forget, load, save, type Draft, type Unsent } from './kept'

export interface Going extends Unsent {
  state: 'queued' | 'sending' | 'sent' | 'failed'
  refusal: Refusal | null
}

export const LONGEST = 4_000
const AGAIN = 1_500

class Outbox {
  #going = $state<Going[]>([])
  #drafts = $state<Record<string, Draft>>({})
  private person = ''
  private busy = new Set<string>()

  /** Takes up what this person left in this tab. */
  open(person: string): void {
    if (this.person === person) return
    this.person = person
    const kept = load(person)
    this.#drafts = kept.drafts
    this.#going = kept.unsent.map((one) => ({ ...one, state: 'queued', refusal: null }))
    for (const one of this.#going) void this.work(one.conversation)
  }

  /** Signed out: nothing stays. */
  close(): void {
    this.person = ''
    this.#going = []
    this.#drafts = {}
    forget()
  }

  of(conversation: string): readonly Going[] {
    return this.#going.filter((one) => one.conversation === conversation)
  }

  draft(conversation: string): Draft {
    return this.#drafts[conversation] ?? { text: '', replyTo: null }
  }
  hasDraft(conversation: string): boolean {
    return Boolean(this.#drafts[conversation]?.text.trim())
  }
  keep(conversation: string, draft: Draft): void {
    if (draft.text || draft.replyTo) this.#drafts[conversation] = draft
    else delete this.#drafts[conversation]
    this.save()
  }

  send(message: Omit<Unsent, 'id' | 'at'>): void {
    const id = crypto.randomUUID().replaceAll('-', '')
    this.#going.push({ ...message, id, at: serverNow(), state: connection.cut ? 'queued' : 'sending', refusal: null })
    this.save()
    void this.work(message.conversation)
  }

  retry(id: string): void {
    const one = this.#going.find((each) => each.id === id)
    if (!one) return
    one.state = 'queued'
    one.refusal = null
    void this.work(one.conversation)
  }

  drop(id: string): void {
    this.#going = this.#going.filter((one) => one.id !== id)
    this.save()
  }

  /** The conversation shows these itself now. */
  arrived(has: (id: string) => boolean): void {
    if (this.#going.some((one) => has(one.id))) {
      this.#going = this.#going.filter((one) => !has(one.id))
      this.save()
    }
  }

  private async work(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) return
    this.busy.add(conversation)
    const { person } = this
    for (let one = this.next(conversation); one && this.person === person; one = this.next(conversation)) {
      if (connection.cut) {
        one.state = 'queued'
        await connection.back()
        continue
      }
      one.state = 'sending'
      await this.deliver(one)
    }
    this.busy.delete(conversation)
  }

  private next(conversation: string): Going | undefined {
    return this.#going.find(
      (one) => one.conversation === conversation && (one.state === 'queued' || one.state === 'sending'),
    )
  }

  private async deliver(one: Going): Promise<void> {
    try {
      await command(() =>
        api.POST('/api/conversations/{conversation_id}/messages', {
          params: { path: { conversation_id: one.conversation } },
          body: {
            id: one.id,
            text: one.text,
            reply_to: one.replyTo,
            mentions: one.mentions,
            speaking_as: one.speakingAs,
          },
        }),
      )
      one.state = 'sent'
      this.save()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 401) return this.wait(one)
      if (error.status === 0 || error.status >= 500) return this.wait(one)
      if (error.status === 429) return this.wait(one, Number(error.data['retry_after'] ?? 5) * 1_000)
      one.state = 'failed'
      one.refusal = error
    }
  }

  private async wait(one: Going, pause = AGAIN): Promise<void> {
    one.state = 'queued'
    await new Promise((resolve) => setTimeout(resolve, pause))
  }

  private save(): void {
    if (!this.person) return
    const unsent = this.#going.filter((one) => one.state !== 'sent').map(({ state: _, refusal: __, ...rest }) => rest)
    save(this.person, $state.snapshot(this.#drafts), $state.snapshot(unsent))
  }
}

export const outbox = new Outbox()
