/** What is urgent in the practices one works for: what reached this person, what he raised, and who is on duty. It rings here, unless one is not to be disturbed even by what is urgent. */
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { t } from '$i18n'
import { chats } from '$features/chat/chats.svelte'
import { tellSystem } from '$features/notices/system'
import { api, command, read, Refusal, type DutyView, type UrgentContent, type UrgentView } from '$lib/api'
import { sound } from '$lib/desk/alerts'
import { mayDisturb, quiet } from '$lib/desk/quiet.svelte'
import { session } from '$lib/desk/session.svelte'
import type { Body, EventFrame } from '$lib/live/frames'
import { LiveStore } from '$lib/live/store.svelte'
import { serverNow } from '$lib/time/clock.svelte'
import { confirm, notices } from '$lib/ui'
import { reaches, waitingFor } from './reached'
import { holderOf } from './words'

/** Whoever opens a page while something has just reached him hears it; what came before is only shown. */
const FRESH = 60_000

class Store extends LiveStore {
  heard: ((views: readonly UrgentView[], name: string | null) => void) | null = null

  override snapshot(body: Body): void {
    super.snapshot(body)
    this.heard?.((body['urgent'] ?? []) as unknown as UrgentView[], null)
  }
  override event(frame: EventFrame): void {
    super.event(frame)
    this.heard?.((frame.body.put?.['urgent'] ?? []) as unknown as UrgentView[], frame.name)
  }
}

/** The practices in which one works: everybody there may be reached. */
function practicesToHear(): string[] {
  if (session.state !== 'signed_in') return []
  return [...new Set(session.me.practices.filter((one) => one.role !== 'outside_colleague').map((one) => one.id))]
}

const me = () => session.me.person.id
const newest = (a: UrgentView, b: UrgentView) => b.raised_at.localeCompare(a.raised_at)

class Urgents {
  private stores = $state.raw<ReadonlyMap<string, Store>>(new Map())
  /** What screens that look further back asked for. */
  private readonly older = new SvelteMap<string, UrgentView>()
  private readonly contents = new SvelteMap<string, UrgentContent | null>()
  private readonly rang = new Set<string>()

  constructor() {
    chats.isUrgentHere = (said) => this.mine.some((one) => one.said_id === said)
    $effect.root(() => {
      $effect(() => {
        const ids = practicesToHear()
        untrack(() => this.follow(ids))
      })
    })
  }

  /** The last one about each message and mission; what is live replaces what was read once. */
  private readonly index = $derived.by(() => {
    const views = [...new Map([...this.older.values(), ...this.all].map((view) => [view.id, view])).values()]
    return new Map(
      views
        .sort(newest)
        .reverse()
        .map((view) => [view.mission_id ?? `${view.conversation_id} ${view.said_id}`, view]),
    )
  })

  private get all(): UrgentView[] {
    return [...this.stores.values()].flatMap((store) => [...store.of<UrgentView>('urgent').values()])
  }
  /** What waits, and reached this person: the earliest first. */
  get mine(): UrgentView[] {
    return waitingFor(this.all, me())
  }
  /** What this person raised, and nobody has in hand. */
  get raised(): UrgentView[] {
    return this.all.filter((one) => one.state === 'waiting' && one.author.id === me()).sort(newest)
  }
  ofMessage(conversation: string, said: string): UrgentView | undefined {
    return this.index.get(`${conversation} ${said}`)
  }
  ofMission(id: string): UrgentView | undefined {
    return this.index.get(id)
  }
  ready(practiceId: string): boolean {
    return this.stores.get(practiceId)?.ready ?? false
  }
  duty(practiceId: string): DutyView[] {
    const spans = [...(this.stores.get(practiceId)?.of<DutyView>('duty').values() ?? [])]
    return spans.sort((a, b) => a.weekday - b.weekday || a.start - b.start || a.id.localeCompare(b.id))
  }

  /** What it says: undefined while it is read, null where it cannot be any more. */
  content(id: string): UrgentContent | null | undefined {
    return this.contents.get(id)
  }
  async learnContent(id: string): Promise<void> {
    if (this.contents.get(id)) return
    try {
      this.contents.set(id, await read(api.GET('/api/urgent/{urgent_id}', { params: { path: { urgent_id: id } } })))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 404) this.contents.set(id, null)
    }
  }

  /** Whatever was urgent there before what the topic still shows. */
  async learn(about: { conversation_id: string } | { mission_id: string }): Promise<void> {
    try {
      const { urgent } = await read(api.POST('/api/urgent/about', { body: about }))
      for (const view of urgent) this.older.set(view.id, view)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  async take(view: UrgentView): Promise<boolean> {
    const params = { path: { urgent_id: view.id } }
    try {
      await command(() => api.POST('/api/urgent/{urgent_id}/take', { params }))
      notices.done(t('urgent.taken.own'), { text: t('urgent.taken.own.text', view.author.name) })
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('urgent.take.failed'), error)
      return false
    }
  }

  async withdraw(view: UrgentView): Promise<void> {
    const yes = await confirm({
      title: t('urgent.withdraw.title'),
      lines: [t('urgent.withdraw.text')],
      yes: t('urgent.withdraw'),
    })
    if (!yes) return
    const params = { path: { urgent_id: view.id } }
    try {
      await command(() => api.POST('/api/urgent/{urgent_id}/withdraw', { params }))
      notices.done(t('urgent.withdrawn'))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('urgent.withdraw.failed'), error)
    }
  }

  private follow(ids: readonly string[]): void {
    const next = new Map<string, Store>()
    for (const id of ids) next.set(id, this.stores.get(id) ?? this.made(id))
    for (const [id, store] of this.stores) if (!next.has(id)) store.close()
    this.stores = next
    if (!ids.length) {
      this.older.clear()
      this.contents.clear()
    }
  }

  private made(id: string): Store {
    const store = new Store(`urgent/${id}`, {}, ['urgent', 'duty'])
    store.heard = (views, name) => {
      if (session.state === 'signed_in') for (const view of views) this.hear(view, name)
    }
    return store
  }

  private hear(view: UrgentView, name: string | null): void {
    if (this.older.has(view.id)) this.older.set(view.id, view)
    const last = view.steps.at(-1)
    if (view.state === 'waiting' && last?.people.includes(me())) this.reach(view, last.at, name)
    if (name === null) return
    if (view.author.id === me()) this.tellAuthor(view, name)
    else if (name === 'urgent_taken' && reaches(view, me()) && view.closed_by?.id !== me())
      notices.tell(t('urgent.heard.other', view.closed_by?.name ?? ''))
  }

  private reach(view: UrgentView, at: string, name: string | null): void {
    const step = `${view.id} ${view.steps.length}`
    if (this.rang.has(step)) return
    this.rang.add(step)
    if (name === null && serverNow() - Date.parse(at) >= FRESH) return
    if (!mayDisturb(quiet.chosen, serverNow(), true)) return
    sound('urgent')
    const { id, author, conversation_id: conversation } = view
    const isOpen = conversation != null && chats.line(conversation) !== undefined
    void tellSystem(t('urgent.notice', author.name), isOpen ? conversation : null, `escalation/${id}`, 'urgent')
  }

  private tellAuthor(view: UrgentView, name: string): void {
    if (name === 'urgent_taken' && view.closed_by?.id !== me())
      notices.done(t('urgent.heard.taken', view.closed_by?.name ?? ''))
    if (name !== 'urgent_climbed') return
    if (view.climbs_at !== null) notices.tell(t('urgent.heard.climbed', holderOf(view)))
    else notices.failed(t('urgent.heard.unanswered'), t('urgent.heard.unanswered.text'))
  }
}

export const urgents = new Urgents()
