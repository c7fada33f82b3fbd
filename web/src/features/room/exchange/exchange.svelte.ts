/** The messages of one consultation, live, and those on their way: each bears its own id, so that trying again says nothing twice. */
import { api, read, Refusal, sendFile, tooLarge, type ExchangeMessage, type ReadMark } from '$lib/api'
import { forget, keep, kept } from '$lib/drafts'
import { connection } from '$lib/live/connection.svelte'
import { LiveStore } from '$lib/live/store.svelte'
import { lastSeen, unreadOf, type Side } from './unread'

const AGAIN = 3_000

/** What a reload would lose: the line that is typed, and texts that are not there yet. */
interface Draft {
  line: string
  texts: { id: string; text: string }[]
}

export interface OnItsWay {
  id: string
  text: string
  file: File | null
  /** A document that lies in the patient's file already, named by `text`. */
  documentId: string | null
  /** How much of the file is sent, from 0 to 1. */
  part: number
  late: boolean
  /** Why the server would not have it. */
  refusal: Refusal | null
}

const newId = (): string => crypto.randomUUID().replaceAll('-', '')

export class Exchange {
  #draft = $state('')
  private store: LiveStore
  #going: OnItsWay[] = $state([])
  private busy = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private told = 0
  private closed = false

  constructor(
    readonly appointmentId: string,
    readonly side: Side,
  ) {
    this.store = new LiveStore(`exchange/${appointmentId}`, {}, ['messages', 'reads'])
  }

  /** What was typed before the page was loaded again, once it is known who types here. */
  takeUp(): void {
    const draft = kept<Draft>(this.name)
    this.#draft ||= draft?.line ?? ''
    for (const one of draft?.texts ?? []) this.add(one)
  }

  /** What is being written: kept while the messages are closed, another page is looked at, or the page is loaded again. */
  get draft(): string {
    return this.#draft
  }
  set draft(text: string) {
    this.#draft = text
    this.keep()
  }

  get ready(): boolean {
    return this.store.ready
  }
  get refused(): boolean {
    return this.store.refusal !== null
  }
  get messages(): ExchangeMessage[] {
    return [...this.store.of<ExchangeMessage>('messages').values()].sort((a, b) => a.n - b.n)
  }
  get going(): readonly OnItsWay[] {
    return this.#going.filter((one) => !this.store.of('messages').has(one.id))
  }
  /** Something was typed, or is on its way, and the other side has not got it. */
  get unsent(): boolean {
    return !this.refused && (this.draft.trim() !== '' || this.going.some((one) => !one.refusal))
  }
  get unread(): number {
    return unreadOf(this.messages, this.store.of<ReadMark>('reads'), this.side)
  }
  get seen(): string | null {
    return lastSeen(this.messages, this.store.of<ReadMark>('reads'), this.side)
  }

  say(text: string): void {
    if (text.trim()) this.add({ text: text.trim() })
  }

  /** Gives the name that the message will bear. */
  sendFile(file: File): string {
    return this.add({ file })
  }
  /** Whether everybody has that message by now. */
  has(id: string): boolean {
    return this.store.of('messages').has(id)
  }

  /** Sends a document of the patient's file as it is. */
  sendDocument({ id, title }: { id: string; title: string }): void {
    this.add({ text: title, documentId: id })
  }

  drop(id: string): void {
    this.#going = this.#going.filter((one) => one.id !== id)
    this.keep()
  }

  /** The consultation is over: nothing that was typed outlives the page. */
  forget(): void {
    forget(this.name)
  }

  private get name(): string {
    return `exchange.${this.appointmentId}`
  }

  private keep(): void {
    if (this.closed) return
    const texts = this.#going.filter((one) => !one.file && !one.documentId).map(({ id, text }) => ({ id, text }))
    if (this.#draft || texts.length) keep(this.name, { line: this.#draft, texts } satisfies Draft)
    else this.forget()
  }

  /** Everything on the screen was read. */
  async markRead(): Promise<void> {
    const upto = this.messages.at(-1)?.n ?? 0
    if (upto <= this.told || upto <= (this.store.of<ReadMark>('reads').get(this.side)?.upto ?? 0)) return
    this.told = upto
    try {
      await read(
        this.side === 'patient'
          ? api.POST('/api/room/messages/read', { body: { upto } })
          : api.POST('/api/rooms/{appointment_id}/messages/read', { params: this.params, body: { upto } }),
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.told = 0 // said again with the next message
    }
  }

  /** Where the content of a file is. */
  path(messageId: string): string {
    const room = this.side === 'patient' ? '/api/room' : `/api/rooms/${this.appointmentId}`
    return `${room}/files/${messageId}`
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.store.close()
  }

  private get params() {
    return { path: { appointment_id: this.appointmentId } }
  }

  private add({ id = newId(), text = '', file = null, documentId = null }: Partial<OnItsWay>): string {
    const refusal = file && tooLarge(file) ? new Refusal({ status: 413, code: 'too_large' }) : null
    this.#going.push({ id, text, file, documentId, part: 0, late: false, refusal })
    this.keep()
    void this.work()
    return id
  }

  /** Sends what waits, one after the other, in the order it was written. */
  private async work(): Promise<void> {
    if (this.busy || this.closed) return
    this.busy = true
    clearTimeout(this.timer)
    for (let one = this.first(); one && !this.closed; one = this.first()) {
      try {
        await (one.file
          ? this.deliver(one, one.file)
          : one.documentId
            ? this.pass(one, one.documentId)
            : this.write(one))
        this.drop(one.id)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const isPassing = error.status === 0 || error.status === 429 || error.status >= 500
        if (isPassing && error.code !== 'stopped') {
          one.late = true
          this.timer = setTimeout(() => void this.work(), connection.cut ? AGAIN : AGAIN / 2)
          break
        }
        one.refusal = error
      }
    }
    this.busy = false
  }

  private first(): OnItsWay | undefined {
    return this.#going.find((one) => !one.refusal)
  }

  private async write({ id, text }: OnItsWay): Promise<void> {
    await read(
      this.side === 'patient'
        ? api.POST('/api/room/messages', { body: { id, text } })
        : api.POST('/api/rooms/{appointment_id}/messages', { params: this.params, body: { id, text } }),
    )
  }

  private async pass({ id }: OnItsWay, document_id: string): Promise<void> {
    const body = { id, document_id }
    await read(api.POST('/api/rooms/{appointment_id}/documents', { params: this.params, body }))
  }

  private async deliver(one: OnItsWay, file: File): Promise<void> {
    const room = this.side === 'patient' ? '/api/room' : `/api/rooms/${this.appointmentId}`
    await sendFile(`${room}/files`, file, { id: one.id }, (part) => (one.part = part)).done
  }
}
