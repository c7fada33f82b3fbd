/** The calls of the practices one answers for; one's own telephone rings: its card opens here. */
import { untrack } from 'svelte'
import { t } from '$i18n'
import { phoneText } from '$features/patients/phones'
import type { PhoneCallView } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import type { EventFrame } from '$lib/live/frames'
import { LiveStore } from '$lib/live/store.svelte'
import { clock, serverNow } from '$lib/time/clock.svelte'
import { notices } from '$lib/ui'
import { isNews, rings } from './ringing'

class Store extends LiveStore {
  heard: ((call: PhoneCallView) => void) | null = null

  override event(frame: EventFrame): void {
    super.event(frame)
    // A screen that was away hears everything that it missed: nobody is on the line any more.
    if (!isNews(frame.at, serverNow())) return
    for (const call of (frame.body.put?.['calls'] ?? []) as unknown as PhoneCallView[]) this.heard?.(call)
  }
}

/** The practices whose callers one may know, each once. */
export function practicesToAnswer(): string[] {
  if (session.state !== 'signed_in') return []
  const contact = (id: string) =>
    session.me.agendas.some((agenda) => agenda.practice_id === id && agenda.rights.includes('contact'))
  const ids = session.me.practices
    .filter(
      ({ id, role, practitioner_id }) =>
        role === 'administrator' ||
        role === 'practitioner' ||
        practitioner_id !== null ||
        (role !== 'outside_colleague' && contact(id)),
    )
    .map((one) => one.id)
  return [...new Set(ids)]
}

class Calls {
  private stores = $state.raw<ReadonlyMap<string, Store>>(new Map())
  /** Calls whose card was opened, or offered, on this screen. */
  private readonly shown = new Set<string>()

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const ids = practicesToAnswer()
        untrack(() => this.follow(ids))
      })
    })
  }

  call(practiceId: string, callId: string): PhoneCallView | undefined {
    return this.stores.get(practiceId)?.of<PhoneCallView>('calls').get(callId)
  }

  /** The calls of the last day, the newest first. */
  of(practiceId: string): PhoneCallView[] {
    const calls = [...(this.stores.get(practiceId)?.of<PhoneCallView>('calls').values() ?? [])]
    return calls.sort((a, b) => b.at.localeCompare(a.at))
  }

  /** Those that ring, and that nobody took. */
  get ringing(): PhoneCallView[] {
    return [...this.stores.keys()].flatMap((id) => this.of(id)).filter((call) => rings(call, clock.minute))
  }

  private follow(ids: readonly string[]): void {
    const next = new Map<string, Store>()
    for (const id of ids) next.set(id, this.stores.get(id) ?? this.made(id))
    for (const [id, store] of this.stores) if (!next.has(id)) store.close()
    this.stores = next
  }

  private made(id: string): Store {
    const store = new Store(`phone/${id}`, {}, ['calls'])
    store.heard = (call) => this.hear(call)
    return store
  }

  private hear(call: PhoneCallView): void {
    const me = session.me.person.id
    if (call.state === 'ringing' && call.taken_by === null) {
      if (call.rings_for === me) this.show(call)
      else if (call.rings_for === null) this.offer(call)
    } else if (call.state === 'answered' && call.taken_by === me) this.show(call)
  }

  /** Over what somebody is filling in nothing opens by itself. */
  private show(call: PhoneCallView): void {
    if (document.querySelector('dialog[open]')) return this.offer(call)
    if (this.shown.has(call.id)) return
    this.shown.add(call.id)
    void windows.open('caller', { call })
  }

  private offer(call: PhoneCallView): void {
    if (this.shown.has(call.id)) return
    this.shown.add(call.id)
    notices.tell(t('phone.rings', call.number ? phoneText(call.number) : t('phone.hidden')), {
      actions: [{ label: t('phone.open'), run: () => void windows.open('caller', { call }) }],
    })
  }
}

export const phone = new Calls()
