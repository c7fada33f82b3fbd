/**
 * Messages on their way, and drafts. Each bears its own id, so that trying again says nothing twice; those of one conversation leave
 * one after the other, in the order they were written. Without the server they wait, and say so.
 */
import { api, command, Refusal, sendFile, type ChatCard, type Shape } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import { serverNow } from '$lib/time/clock.svelte'
import { forget, load, save, type Draft, type Unsent } from './kept'
import type { Spoken } from './voice/recorder.svelte'

export interface Going extends Unsent {
  state: 'queued' | 'sending' | 'sent' | 'failed'
  refusal: Refusal | null
  /** A file, or what was spoken: this tab alone holds it, and a reload loses it. */
  file: File | null
  peaks: string
  /** How much of it has left, from 0 to 1. */
  part: number
  /** Its number in the conversation, once it was said. */
  n: number | null
}

/** A file that was chosen and not sent yet. */
export interface Chosen {
  id: string
  file: File
}

type Said = Shape<'Sent'>

const newId = () => crypto.randomUUID().replaceAll('-', '')

export const LONGEST = 4_000
/** Of a message, as the server has it. */
export const MOST_CARDS = 5
const AGAIN = 1_500

const NO_FILE = { file: null, peaks: '', part: 0, n: null }

function unsentOf(one: Going): Unsent {
  const { id, conversation, text, replyTo, mentions, cards, speakingAs, speakingName, urgency, at } = one
  return { id, conversation, text, replyTo, mentions, cards, speakingAs, speakingName, urgency, at }
}

class Outbox {
  #going = $state<Going[]>([])
  #drafts = $state<Record<string, Draft>>({})
  #chosen = $state<Record<string, Chosen[]>>({})
  /** By conversation: what one was speaking when one's session had ended. */
  #spoken = $state.raw<Record<string, Spoken>>({})
  private person = ''
  /** What was not sent when a session ended by itself: for the same person, should he sign in again on this page. */
  private ended: {
    person: string
    going: Going[]
    drafts: Record<string, Draft>
    chosen: Record<string, Chosen[]>
    spoken: Record<string, Spoken>
  } | null = null
  private busy = new Set<string>()

  /** Takes up what this person left in this tab. */
  open(person: string): void {
    if (this.person === person) return
    this.person = person
    const kept = load(person)
    const unsent = kept.unsent.map((one): Going => ({ ...one, ...NO_FILE, state: 'queued', refusal: null }))
    const mine =
      this.ended?.person === person ? this.ended : { going: unsent, drafts: kept.drafts, chosen: {}, spoken: {} }
    this.ended = null
    this.#drafts = mine.drafts
    this.#going = mine.going
    this.#chosen = mine.chosen
    this.#spoken = mine.spoken
    this.save()
    addEventListener('beforeunload', this.warn)
    for (const one of this.#going) void this.work(one.conversation)
  }

  /** Nothing stays on the screen or in the browser; once one signed out by oneself, nothing at all. */
  close(left: boolean): void {
    if (left) this.ended = null
    else if (this.person) {
      const going = this.#going.filter((one) => one.state !== 'sent')
      this.ended = { person: this.person, going, drafts: this.#drafts, chosen: this.#chosen, spoken: this.#spoken }
    }
    this.person = ''
    this.#going = []
    this.#drafts = {}
    this.#chosen = {}
    this.#spoken = {}
    removeEventListener('beforeunload', this.warn)
    forget()
  }

  /** A reload would lose files that did not leave yet, and what was spoken: the browser asks first. */
  private readonly warn = (event: BeforeUnloadEvent): void => {
    const isGoing = this.#going.some((one) => one.file && one.state !== 'sent' && one.state !== 'failed')
    const isChosen = Object.values(this.#chosen).some((files) => files.length)
    if (isGoing || isChosen || Object.keys(this.#spoken).length) event.preventDefault()
  }

  /** Files that wait beside the draft of a conversation. */
  chosen(conversation: string): readonly Chosen[] {
    return this.#chosen[conversation] ?? []
  }
  choose(conversation: string, files: Iterable<File>): void {
    const added = [...files].map((file) => ({ id: newId(), file }))
    this.#chosen[conversation] = [...this.chosen(conversation), ...added]
  }
  leaveOut(conversation: string, id: string): void {
    this.#chosen[conversation] = this.chosen(conversation).filter((one) => one.id !== id)
  }

  /** What somebody was speaking when his session ended by itself waits for him alone; otherwise it was sent, or is not wanted. */
  keepSpoken(speaker: string, conversation: string, spoken: Spoken): void {
    if (this.ended?.person === speaker) this.ended.spoken = { ...this.ended.spoken, [conversation]: spoken }
  }
  hasSpoken(conversation: string): boolean {
    return conversation in this.#spoken
  }
  takeSpoken(conversation: string): Spoken | undefined {
    const { [conversation]: spoken, ...others } = this.#spoken
    if (spoken) this.#spoken = others
    return spoken
  }

  /** Lets go of drafts, and of what never left, older than the practice keeps what is said. */
  forgetBefore(conversation: string, limit: number): void {
    const draft = this.#drafts[conversation]
    if (draft && (draft.at ?? 0) < limit) delete this.#drafts[conversation]
    this.#going = this.#going.filter((one) => one.conversation !== conversation || one.at >= limit)
    this.save()
  }

  of(conversation: string): readonly Going[] {
    return this.#going.filter((one) => one.conversation === conversation)
  }

  draft(conversation: string): Draft {
    return this.#drafts[conversation] ?? { text: '', replyTo: null }
  }
  hasDraft(conversation: string): boolean {
    const draft = this.#drafts[conversation]
    return Boolean(draft?.text.trim() || draft?.cards?.length)
  }
  /** Keeps what was typed, and that it is urgent; its cards stay with it unless others are given. */
  keep(conversation: string, draft: Draft): void {
    const cards = draft.cards ?? this.cards(conversation)
    if (draft.text || draft.replyTo || draft.urgency || cards.length)
      this.#drafts[conversation] = { ...draft, cards: [...cards], at: serverNow() }
    else delete this.#drafts[conversation]
    this.save()
  }

  /** What the draft of a conversation shows beside its words. */
  cards(conversation: string): readonly ChatCard[] {
    return this.#drafts[conversation]?.cards ?? []
  }
  /** No more than `MOST_CARDS`: whoever offers it asks first. */
  addCard(conversation: string, card: ChatCard): void {
    const cards = [...this.cards(conversation).filter((one) => one.id !== card.id), card]
    this.keep(conversation, { ...this.draft(conversation), cards })
  }
  dropCard(conversation: string, id: string): void {
    const cards = this.cards(conversation).filter((one) => one.id !== id)
    this.keep(conversation, { ...this.draft(conversation), cards })
  }

  /** Says something; with a file, sends that. */
  send(message: Omit<Unsent, 'id' | 'at'>, file: File | null = null, peaks = ''): void {
    this.#going.push({
      ...message,
      id: newId(),
      at: serverNow(),
      state: connection.cut ? 'queued' : 'sending',
      refusal: null,
      file,
      peaks,
      part: 0,
      n: null,
    })
    this.save()
    void this.work(message.conversation)
  }

  /** Sends again what was refused; what nobody can be told of may still be said as any other message is. */
  retry(id: string, { urgently = true } = {}): void {
    const one = this.#going.find((each) => each.id === id)
    if (!one) return
    if (!urgently) one.urgency = null
    one.state = 'queued'
    one.refusal = null
    void this.work(one.conversation)
  }

  drop(id: string): void {
    this.#going = this.#going.filter((one) => one.id !== id)
    this.save()
  }

  /** The conversation shows these itself now, or would if one went to its newest message. */
  arrived(conversation: string, newest: number, has: (id: string) => boolean): void {
    const left = this.#going.filter(
      (one) => one.conversation !== conversation || !(has(one.id) || (one.n ?? Infinity) <= newest),
    )
    if (left.length === this.#going.length) return
    this.#going = left
    this.save()
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

  private async upload(one: Going, file: File): Promise<Said> {
    const { urgency } = one
    const fields = {
      id: one.id,
      reply_to: one.replyTo === null ? '' : String(one.replyTo),
      speaking_as: one.speakingAs ?? '',
      peaks: one.peaks,
      ...(urgency && { practitioner_id: urgency.practitionerId, minutes: String(urgency.minutes) }),
    }
    const path = `/api/conversations/${one.conversation}/${urgency ? 'urgent/files' : 'files'}`
    return sendFile<Said>(path, file, fields, (part) => (one.part = part)).done
  }

  private async say(one: Going): Promise<Said> {
    const params = { path: { conversation_id: one.conversation } }
    const { id, text, replyTo: reply_to, mentions, speakingAs: speaking_as, urgency } = one
    const say = { id, text, reply_to, mentions, cards: one.cards ?? [], speaking_as }
    const { view } = await command<Said>(() =>
      urgency
        ? api.POST('/api/conversations/{conversation_id}/urgent', {
            params,
            body: { say, urgency: { practitioner_id: urgency.practitionerId, minutes: urgency.minutes } },
          })
        : api.POST('/api/conversations/{conversation_id}/messages', { params, body: say }),
    )
    return view
  }

  private async deliver(one: Going): Promise<void> {
    try {
      one.n = (await (one.file ? this.upload(one, one.file) : this.say(one))).n
      one.state = 'sent'
      this.save()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 401) return this.wait(one)
      // A file is not sent again and again by itself to a server that answers and would not have it.
      if (error.status === 0 || (error.status >= 500 && !one.file)) return this.wait(one)
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
    const unsent = this.#going.filter((one) => one.state !== 'sent' && !one.file).map(unsentOf)
    save(this.person, $state.snapshot(this.#drafts), $state.snapshot(unsent))
  }
}

export const outbox = new Outbox()
