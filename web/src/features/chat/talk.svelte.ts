/** One conversation on the screen: its newest messages live, older ones by pages, how far everybody has read, who is writing. */
import { SvelteMap } from 'svelte/reactivity'
import { api, read, Refusal, type ChatMark, type ChatMessage, type Company, type ConversationView } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { connection } from '$lib/live/connection.svelte'
import type { Body, EventFrame, Params, SignalFrame, View } from '$lib/live/frames'
import type { Follower } from '$lib/live/session'
import { Cards } from './cards/cards.svelte'
import { outbox } from './outbox.svelte'

const PAGE = 50
/** Messages of a page that come among the others at a time: all at once, they would hold a frame up. */
const PART = 10
/** Carries out a change of what is at hand when the screen is ready for one. */
export type Put = (change: () => void) => Promise<void>
/** Messages kept at hand; whoever goes back for others asks for them again. */
const KEPT = 120
const TYPING_LASTS = 6_000
const TYPING_EVERY = 3_000
const SOON = 250

export class Talk implements Follower {
  ready = $state(false)
  refusal = $state.raw<string | null>(null)
  #messages = $state.raw<readonly ChatMessage[]>([])
  #view = $state.raw<ConversationView | null>(null)
  #company = $state.raw<Company | null>(null)
  #loading = $state(false)
  /** The number of the newest message, whether it is at hand or not. */
  #newest = $state(0)
  /** There is nothing before what is here, although it does not begin with number one: older messages were forgotten. */
  #begins = $state(false)
  #news = $state(0)
  #typing = new SvelteMap<string, string>()
  private readonly marks = new SvelteMap<string, ChatMark>()
  private readonly quoted = new SvelteMap<number, ChatMessage | null>()
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>()
  private running: Promise<void> = Promise.resolve()
  private readTimer: ReturnType<typeof setTimeout> | undefined
  private told = 0
  private typedAt = 0
  private closed = false

  /** What its messages show. */
  readonly cards: Cards

  constructor(readonly id: string) {
    this.cards = new Cards(id)
    connection.follow(`conversation/${id}`, {}, this)
    void this.meet()
  }

  get messages(): readonly ChatMessage[] {
    return this.#messages
  }
  get view(): ConversationView | null {
    return this.#view
  }
  /** Who takes part, and in whose name one may write; null until it is known. */
  get company(): Company | null {
    return this.#company
  }
  /** Grows when the conversation itself changed: whom it is about, what it is called. */
  get news(): number {
    return this.#news
  }
  get typing(): string[] {
    return [...this.#typing.values()]
  }
  get lastN(): number {
    return this.#messages.at(-1)?.n ?? 0
  }
  get newest(): number {
    return this.#newest
  }
  /** One went back so far that the newest messages are not at hand. */
  get hasNewer(): boolean {
    return this.lastN < this.#newest
  }
  /** Something older may be asked for. */
  get hasOlder(): boolean {
    return !this.#begins && (this.#messages[0]?.n ?? 1) > 1
  }
  get loading(): boolean {
    return this.#loading
  }
  /** How far the others are, those who still take part: nobody waits for whoever left. */
  get others(): ChatMark[] {
    const here = this.#company && new Set(this.#company.people.map((one) => one.id))
    return [...this.marks.values()].filter((mark) => mark.id !== session.me.person.id && (here?.has(mark.id) ?? true))
  }
  get ownRead(): number {
    return this.marks.get(session.me.person.id)?.read ?? 0
  }
  /** Names of whoever takes or took part, for mentions. */
  get names(): { id: string; name: string }[] {
    const known = new Map([...this.marks.values()].map((mark) => [mark.id, mark.name]))
    for (const one of this.#company?.people ?? []) known.set(one.id, one.name)
    return [...known].map(([id, name]) => ({ id, name }))
  }

  /** A message by its number; null while it is fetched. */
  message(n: number): ChatMessage | null | undefined {
    return this.#messages.find((one) => one.n === n) ?? this.quoted.get(n)
  }

  close(): void {
    this.closed = true
    this.cards.close()
    clearTimeout(this.readTimer)
    for (const timer of this.timers.values()) clearTimeout(timer)
    connection.unfollow(`conversation/${this.id}`)
  }

  /** Asks again who is here: somebody came or left. */
  async meet(): Promise<void> {
    try {
      const path = { conversation_id: this.id }
      this.#company = await read(api.GET('/api/conversations/{conversation_id}/people', { params: { path } }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  /** Fetches the page before the oldest message; the newest are let go of when there are too many. */
  older(put: Put): Promise<void> {
    return this.turn(async () => {
      if (!this.hasOlder) return
      let first = this.#messages[0]?.n ?? 1
      const page = (await this.page(first, PAGE)).filter((one) => one.n < first)
      if (!page.length) this.#begins = true
      // Until a connection that comes back begins anew.
      for (let end = page.length; end > 0 && this.#messages[0]?.n === first; end -= PART) {
        const part = page.slice(Math.max(0, end - PART), end)
        await put(() => {
          if (this.#messages[0]?.n === first) this.#messages = [...part, ...this.#messages].slice(0, KEPT)
        })
        first = part[0]!.n
      }
    })
  }

  /** Fetches the page after the newest at hand; the oldest are let go of when there are too many. */
  newer(put: Put): Promise<void> {
    return this.turn(async () => {
      if (!this.hasNewer) return
      let last = this.lastN
      const page = (await this.page(last + PAGE + 1, PAGE)).filter((one) => one.n > last)
      // Numbers have no gap but the one that is forgotten from the beginning on.
      if (!page.length) await this.jump(this.#newest)
      for (let at = 0; at < page.length && this.lastN === last; at += PART) {
        const part = page.slice(at, at + PART)
        await put(() => {
          if (this.lastN === last) this.keep([...this.#messages, ...part])
        })
        last = part.at(-1)!.n
      }
    })
  }

  /** Has the messages around a number at hand, wherever it is; those between are not fetched. */
  async around(n: number): Promise<void> {
    while (this.#loading) await this.running
    await this.turn(() => this.jump(n))
  }

  /** Has the newest at hand again. */
  async latest(): Promise<void> {
    while (this.#loading) await this.running
    if (this.hasNewer) await this.around(this.#newest)
  }

  /** Lets go of what nobody looks at while the newest are on the screen. */
  trim(): void {
    this.keep(this.#messages)
  }

  private keep(messages: readonly ChatMessage[]): void {
    if (messages !== this.#messages || messages.length > KEPT) this.#messages = messages.slice(-KEPT)
  }

  private async jump(n: number): Promise<void> {
    const page = await this.page(n + Math.floor(PAGE / 2) + 1, PAGE)
    this.#begins = false
    if (page.length) this.#messages = page
  }

  /** One thing at a time; what the server refuses leaves everything as it was. */
  private turn(act: () => Promise<void>): Promise<void> {
    if (this.#loading) return this.running
    this.#loading = true
    this.running = act()
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
      .finally(() => (this.#loading = false))
    return this.running
  }

  /** What a message answers, when it is not among those at hand. */
  async fetchQuoted(n: number): Promise<void> {
    if (this.message(n) !== undefined) return
    this.quoted.set(n, null)
    try {
      const [found] = await this.page(n + 1, 1)
      // One that the practice keeps no longer is not another one.
      if (found?.n === n) this.quoted.set(n, found)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.quoted.delete(n)
    }
  }

  /** Everything on the screen was read: said once things are quiet. */
  markRead(): void {
    const read = this.lastN
    if (read <= this.told || read <= this.ownRead || this.readTimer !== undefined) return
    this.readTimer = setTimeout(() => {
      this.readTimer = undefined
      void this.sayRead(this.lastN)
    }, SOON)
  }

  /** One is writing: the others see it for a while. */
  type(): void {
    if (Date.now() - this.typedAt < TYPING_EVERY) return
    this.typedAt = Date.now()
    connection.signal(`conversation/${this.id}`, 'typing', {})
  }

  snapshot(body: Body, _: Params, continuous: boolean): void {
    const fresh = (body['messages'] ?? []) as unknown as ChatMessage[]
    const from = fresh[0]?.n ?? 1
    const older = continuous ? this.#messages.filter((one) => one.n < from) : []
    const isApart = older.length > 0 && older.at(-1)!.n < from - 1
    // Whoever reads further back stays there: the newest are not beside what he has at hand.
    this.#messages = !isApart ? [...older, ...fresh] : this.hasNewer ? older : fresh
    this.#newest = fresh.at(-1)?.n ?? 0
    this.#begins = false
    this.marks.clear()
    for (const mark of body['marks'] ?? []) this.marks.set(mark.id, mark as unknown as ChatMark)
    this.take(body['conversation'])
    this.ready = true
    this.refusal = null
    this.settle()
  }

  event(frame: EventFrame): void {
    const put = frame.body.put ?? {}
    for (const view of (put['messages'] ?? []) as unknown as ChatMessage[]) this.put(view)
    for (const mark of put['marks'] ?? []) this.marks.set(mark.id, mark as unknown as ChatMark)
    this.drop(frame.body.drop ?? {})
    this.take(put['conversation'])
    if (put['conversation']) this.#news++
    if (((put['messages'] ?? []) as unknown as ChatMessage[]).some((one) => one.note)) void this.meet()
    this.settle()
  }

  lost(): void {
    this.ready = false
    this.#messages = []
    this.#newest = 0
    this.marks.clear()
  }

  refused(code: string): void {
    this.lost()
    this.refusal = code
  }

  signal(frame: SignalFrame): void {
    const person = frame.by?.id
    if (frame.name !== 'typing' || !person || person === session.me.person.id) return
    this.#typing.set(person, frame.by?.name ?? '')
    clearTimeout(this.timers.get(person))
    this.timers.set(
      person,
      setTimeout(() => this.#typing.delete(person), TYPING_LASTS),
    )
  }

  /** What the practice keeps no longer. */
  private drop(gone: Record<string, string[]>): void {
    const messages = new Set(gone['messages'])
    if (messages.size) this.#messages = this.#messages.filter((one) => !messages.has(one.id))
    for (const [n, message] of this.quoted) if (message && messages.has(message.id)) this.quoted.delete(n)
    for (const person of gone['marks'] ?? []) this.marks.delete(person)
  }

  private put(view: ChatMessage): void {
    const { n } = view
    if (this.quoted.has(n)) this.quoted.set(n, view)
    if (n > this.#newest) this.#typing.delete(view.author.id)
    const present = this.#messages.findIndex((one) => one.id === view.id)
    if (present >= 0) this.#messages = this.#messages.with(present, view)
    else if (n > this.#newest && !this.hasNewer) this.#messages = [...this.#messages, view]
    this.#newest = Math.max(this.#newest, n)
    // One that is not beside those at hand comes with its page.
  }

  private take(views: View[] | undefined): void {
    const view = views?.[0] as unknown as ConversationView | undefined
    if (view) this.#view = view
  }

  private settle(): void {
    outbox.arrived(this.id, this.#newest, (id) => this.#messages.some((one) => one.id === id))
  }

  private async page(before: number, limit: number): Promise<ChatMessage[]> {
    const params = { path: { conversation_id: this.id }, query: { before, limit } }
    return (await read(api.GET('/api/conversations/{conversation_id}/messages', { params }))).messages
  }

  private async sayRead(upto: number): Promise<void> {
    if (this.closed || upto <= this.told || session.state !== 'signed_in') return
    this.told = upto
    const params = { path: { conversation_id: this.id } }
    try {
      await read(api.POST('/api/conversations/{conversation_id}/marks', { params, body: { read: upto } }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.told = 0 // said again with the next message
    }
  }
}
