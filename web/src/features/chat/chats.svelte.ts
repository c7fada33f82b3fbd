/** One's conversations: the list, what is not read in each, what was said last; and the notices of what comes while one looks elsewhere. */
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { t } from '$i18n'
import { api, read, Refusal, type ChatLine, type ChatMessage, type ReminderView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { quiet } from '$lib/desk/quiet.svelte'
import { session } from '$lib/desk/session.svelte'
import { connection } from '$lib/live/connection.svelte'
import type { Body, EventFrame } from '$lib/live/frames'
import { LiveStore } from '$lib/live/store.svelte'
import { notices } from '$lib/ui'
import { navigate } from '../router'
import { devices } from '../notices/devices.svelte'
import { hearPresses, tellSystem } from '../notices/system'
import { outbox } from './outbox.svelte'
import { glimpseOf, titleOf } from './words'

const SOON = 120
const MONTH = 30.4375 * 86_400_000
/** Receipts of many screens do not leave at once. */
const RECEIPTS = () => 300 + Math.random() * 1_200

class List extends LiveStore {
  heard: ((lines: readonly ChatLine[], isNews: boolean) => void) | null = null
  rang: ((due: readonly ReminderView[]) => void) | null = null

  override snapshot(body: Body): void {
    super.snapshot(body)
    this.heard?.((body['lines'] ?? []) as unknown as ChatLine[], false)
  }
  override event(frame: EventFrame): void {
    super.event(frame)
    this.heard?.((frame.body.put?.['lines'] ?? []) as unknown as ChatLine[], frame.by?.id !== session.me.person.id)
    if (frame.name === 'chats_reminded') this.rang?.((frame.body.put?.['reminders'] ?? []) as unknown as ReminderView[])
  }
}

class Chats {
  private store = $state.raw<List | null>(null)
  /** Opened by oneself just now, and nobody has spoken there yet. */
  private readonly begun = new SvelteMap<string, ChatLine>()
  private readonly said = new SvelteMap<string, ChatMessage>()
  private readonly seenAgain = new SvelteMap<string, ChatMessage>()
  private readonly received = new Map<string, number>()
  /** A message to show as soon as its conversation is open. */
  aim = $state.raw<{ conversation: string; n: number } | null>(null)
  /** The conversation in front of somebody's eyes. */
  #open = $state.raw<string | null>(null)
  /** It stands at the top of every page: nothing else tells of it. */
  isUrgentHere: (said: string) => boolean = () => false
  private wanted = new Set<string>()
  private told = new Map<string, number>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private receipts: ReturnType<typeof setTimeout> | undefined

  constructor() {
    $effect.root(() => {
      // Whom it belongs to, and again whenever what he may do has changed.
      $effect(() => {
        const me = session.state === 'signed_in' ? session.me : null
        untrack(() => this.follow(me?.person.id ?? null))
      })
    })
  }

  get ready(): boolean {
    return this.store?.ready ?? false
  }
  /** Nobody to talk with: there is nothing to show. */
  get refused(): boolean {
    return this.store?.refusal != null
  }
  /** The newest first; those where nothing was said yet at the end. */
  get lines(): ChatLine[] {
    const lines = [...(this.store?.of<ChatLine>('lines').values() ?? [])]
    for (const line of this.begun.values()) if (!lines.some((one) => one.id === line.id)) lines.push(line)
    return lines.sort(
      (a, b) => (b.last_at ?? '').localeCompare(a.last_at ?? '') || titleOf(a).localeCompare(titleOf(b)),
    )
  }
  line(id: string): ChatLine | undefined {
    return this.store?.of<ChatLine>('lines').get(id) ?? this.begun.get(id)
  }
  /** Everything that was not read, over all conversations. */
  get unread(): number {
    let sum = 0
    for (const line of this.store?.of<ChatLine>('lines').values() ?? []) sum += line.unread
    return sum
  }
  get isNamed(): boolean {
    return [...(this.store?.of<ChatLine>('lines').values() ?? [])].some((line) => line.is_named)
  }
  /** What was said last in a conversation, once it is known. */
  last(id: string): ChatMessage | undefined {
    return this.said.get(id)
  }
  /** What one wants to see again, the earliest first. */
  get reminders(): ReminderView[] {
    const all = [...(this.store?.of<ReminderView>('reminders').values() ?? [])]
    return all.sort((a, b) => a.due_at.localeCompare(b.due_at))
  }
  reminderOf(conversation: string, message: string): ReminderView | undefined {
    return this.reminders.find((one) => one.conversation_id === conversation && one.message_id === message)
  }
  /** The message of a reminder, once it was fetched. */
  reminded(one: ReminderView): ChatMessage | undefined {
    return this.seenAgain.get(one.id)
  }
  async fetchReminded(one: ReminderView): Promise<ChatMessage | undefined> {
    if (this.seenAgain.has(one.id)) return this.seenAgain.get(one.id)
    const params = { path: { conversation_id: one.conversation_id }, query: { before: one.n + 1, limit: 1 } }
    try {
      const { messages } = await read(api.GET('/api/conversations/{conversation_id}/messages', { params }))
      const [message] = messages
      if (message?.id === one.message_id) this.seenAgain.set(one.id, message)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
    return this.seenAgain.get(one.id)
  }
  /** Opens a conversation at a message. */
  async goTo(conversation: string, n: number): Promise<void> {
    this.aim = { conversation, n }
    await navigate('/chat/:conversation', { params: { conversation } })
  }

  get open(): string | null {
    return this.#open
  }

  /** What is looked at is not announced. */
  look(id: string | null): void {
    this.#open = id
  }

  /** A conversation begun by oneself. */
  begin(line: ChatLine): void {
    this.begun.set(line.id, line)
  }

  /** The list is on the screen: fetch what was said last. */
  show(): void {
    for (const line of this.lines) this.want(line)
  }

  private follow(person: string | null): void {
    if (this.store && this.store.topic === `chats/${person}`) {
      // Rights may have changed: the list is asked for again.
      connection.widen(this.store.topic, {})
      return
    }
    this.store?.close()
    this.begun.clear()
    this.said.clear()
    this.received.clear()
    this.told.clear()
    this.seenAgain.clear()
    this.store = null
    if (!person) return outbox.close(session.left)
    outbox.open(person)
    hearPresses()
    devices.renew().catch((error: unknown) => {
      // Without the server, or without the browser's own, the next page tries again.
      if (!(error instanceof Refusal || error instanceof DOMException)) throw error
    })
    this.store = new List(`chats/${person}`, {}, ['lines', 'reminders'])
    this.store.rang = (due) => due.forEach((one) => void this.ring(one))
    this.store.heard = (lines, isNews) => this.hear(lines, isNews)
  }

  private hear(lines: readonly ChatLine[], isNews: boolean): void {
    for (const line of lines) {
      const months = practices.practice(line.practice_id)?.chat_months
      if (months) outbox.forgetBefore(line.id, Date.now() - months * MONTH)
      // A line that was not there yet came with its first message.
      const before = this.told.get(line.id) ?? (isNews ? line.last_n - 1 : line.last_n)
      this.told.set(line.id, line.last_n)
      if (line.unread) this.reached(line)
      if (this.said.has(line.id)) this.want(line)
      if (isNews && line.last_n > before && line.unread) void this.announce(line)
    }
  }

  private want(line: ChatLine): void {
    if (!line.last_n) return
    this.wanted.add(line.id)
    this.timer ??= setTimeout(() => void this.fetch(), SOON)
  }

  private async fetch(): Promise<void> {
    this.timer = undefined
    const conversations = [...this.wanted].slice(0, 200)
    this.wanted = new Set([...this.wanted].slice(200))
    if (!conversations.length || session.state !== 'signed_in') return
    try {
      const { latest } = await read(api.POST('/api/conversations/latest', { body: { conversations } }))
      for (const { conversation_id, message } of latest) this.said.set(conversation_id, message)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  /** Says, a little later, that messages have reached this screen. */
  private reached(line: ChatLine): void {
    if ((this.received.get(line.id) ?? 0) >= line.last_n || this.#open === line.id) return
    this.received.set(line.id, line.last_n)
    this.receipts ??= setTimeout(() => void this.sayReceived(), RECEIPTS())
    this.due.add(line.id)
  }
  private readonly due = new Set<string>()

  private async sayReceived(): Promise<void> {
    this.receipts = undefined
    const due = [...this.due]
    this.due.clear()
    for (const id of due) {
      if (session.state !== 'signed_in') return
      const params = { path: { conversation_id: id } }
      const body = { received: this.received.get(id) ?? 0 }
      try {
        await read(api.POST('/api/conversations/{conversation_id}/marks', { params, body }))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    }
  }

  private async announce(line: ChatLine): Promise<void> {
    if (quiet.now || (this.#open === line.id && document.visibilityState === 'visible')) return
    this.wanted.add(line.id)
    await this.fetch()
    const message = this.said.get(line.id)
    if (!message || message.n !== line.last_n || message.deleted_at || message.note) return
    if (this.isUrgentHere(message.id)) return
    const by = message.speaking_name
      ? t('common.speaking_as', message.author.name, message.speaking_name)
      : message.author.name
    void tellSystem(t('chat.system.message', message.author.name), line.id, `conversation/${line.id}`, 'message')
    const isDirect = line.kind === 'direct'
    notices.tell(line.is_named ? t('chat.notice.named', by) : isDirect ? by : t('chat.notice.in', by, titleOf(line)), {
      text: short(glimpseOf(message)),
      actions: [
        {
          label: t('chat.notice.open'),
          run: () => void navigate('/chat/:conversation', { params: { conversation: line.id } }),
        },
      ],
    })
  }

  /** The hour has come at which one wanted to see a message again. */
  private async ring(one: ReminderView): Promise<void> {
    if (quiet.now) return
    void tellSystem(t('chat.system.reminder'), one.conversation_id, `reminder/${one.id}`, 'reminder')
    const line = this.line(one.conversation_id)
    const message = await this.fetchReminded(one)
    notices.tell(t('chat.remind.notice', line ? titleOf(line) : ''), {
      text: message ? short(glimpseOf(message)) : '',
      actions: [{ label: t('chat.notice.open'), run: () => void this.goTo(one.conversation_id, one.n) }],
    })
  }
}

const short = (text: string) => (text.length > 140 ? `${text.slice(0, 139)}…` : text)

export const chats = new Chats()
