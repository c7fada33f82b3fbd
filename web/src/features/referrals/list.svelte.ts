/** What a practice sent and received: the newest as the topic has them, older ones as they were read. */
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { t } from '$i18n'
import { api, read, Refusal, type PatientBrief, type Shape } from '$lib/api'
import { Answer } from '$lib/desk/answer.svelte'
import { session } from '$lib/desk/session.svelte'
import { LiveStore } from '$lib/live/store.svelte'
import { notices } from '$lib/ui'
import type { ReceivedView, ReferralView } from './words'

/** A line of the page: of this practice, or from another one. */
export type Line = { kind: 'own'; view: ReferralView } | { kind: 'received'; view: ReceivedView }

export const isMine = (practitionerId: string | null) =>
  practitionerId !== null && session.me.practices.some((one) => one.practitioner_id === practitionerId)

/** Made while a component is set up: it lives as long. */
export class Referrals {
  private store = $state.raw<LiveStore | null>(null)
  private readonly first: Answer<Shape<'ReferralList'>>
  private readonly seen = new SvelteMap<string, ReferralView>()
  private readonly got = new SvelteMap<string, ReceivedView>()
  private readonly people = new SvelteMap<string, PatientBrief>()
  /** Whether there are older ones; nothing while nothing was read. */
  more = $state<boolean | null>(null)

  constructor(private readonly practiceId: string) {
    $effect(() => {
      const opened = untrack(() => new LiveStore(`referrals/${practiceId}`, {}, ['referrals', 'received']))
      this.store = opened
      return () => opened.close()
    })
    this.first = new Answer(
      () => practiceId,
      () => this.live.map((one) => one.id).join(),
      () => this.page(null),
      () => t('referrals.failed'),
    )
    $effect(() => {
      const newest = this.first.value
      if (newest) untrack(() => this.take(newest, false))
    })
  }

  private get live(): ReferralView[] {
    return [...(this.store?.of<ReferralView>('referrals').values() ?? [])]
  }

  patient(id: string): PatientBrief {
    return this.people.get(id)!
  }

  /** Everything that was sent from here. */
  get sent(): ReferralView[] {
    const all = new Map([...this.seen, ...this.live.map((one) => [one.id, one] as const)])
    return [...all.values()].filter((one) => this.people.has(one.patient_id)).sort(newestFirst)
  }

  /** What came to practitioners of this practice, from each other or from another one. */
  get received(): Line[] {
    const live = this.store?.of<ReceivedView>('received')
    // What was taken back unseen is dropped by the topic; older ones stand outside it.
    const shown = new Map([...this.got, ...(live ?? [])])
    const own = this.sent.filter((one) => one.to_practitioner_id !== null && one.to_practice_id === null)
    const lines: Line[] = [
      ...own.map((view) => ({ kind: 'own' as const, view })),
      ...[...shown.values()].map((view) => ({ kind: 'received' as const, view })),
    ]
    return lines.sort((a, b) => newestFirst(a.view, b.view))
  }

  async readOlder(): Promise<void> {
    const oldest = [...this.seen.values(), ...this.got.values()].map((one) => one.sent_at).sort()[0]
    try {
      this.take(await this.page(oldest ?? null), true)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('referrals.failed'), error)
    }
  }

  private page(before: string | null): Promise<Shape<'ReferralList'>> {
    const body = { practice_id: this.practiceId, before, limit: 50 }
    return read<Shape<'ReferralList'>>(api.POST('/api/referrals/list', { body }))
  }

  private take(list: Shape<'ReferralList'>, isOlder: boolean): void {
    for (const one of list.referrals) this.seen.set(one.id, one)
    // The newest are the topic's own: only older ones are kept beside it.
    if (isOlder) for (const one of list.received) this.got.set(one.id, one)
    for (const one of list.patients) this.people.set(one.id, one)
    if (isOlder || this.more === null) this.more = list.more
  }
}

const newestFirst = (a: { sent_at: string }, b: { sent_at: string }) => b.sent_at.localeCompare(a.sent_at)
