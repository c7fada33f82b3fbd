/** Who waits for a teleconsultation, what will fail, who runs late: on every agenda whose names one may see. */
import { untrack } from 'svelte'
import type { AppointmentView, CallView, LightView, PaceView, PaymentView } from '$lib/api'
import { LiveStore } from '$lib/live/store.svelte'

/** What a block of the grid adds. */
export interface Signs {
  /** In place of the mark of a teleconsultation. */
  video: string
  /** The hour at which it will begin, when late. */
  then: string
  words: string
}

export interface Reading {
  block(appointment: AppointmentView): Signs
  /** How late a practitioner runs, in words. */
  head(column: { practitionerId: string; appointments: ReadonlyMap<string, { view: AppointmentView }> }): string
}

class Calls {
  private stores = $state.raw<ReadonlyMap<string, LiveStore>>(new Map())
  /** Reads the signs; loaded with the first of them. */
  reading = $state.raw<Reading | null>(null)

  /** Follows these practitioners' doors; the others are left. */
  follow(practitionerIds: readonly string[]): void {
    const present = untrack(() => this.stores)
    const next = new Map<string, LiveStore>()
    for (const id of practitionerIds)
      next.set(id, present.get(id) ?? new LiveStore(`calls/${id}`, {}, ['calls', 'lights', 'paces', 'payments']))
    for (const [id, store] of present) if (!next.has(id)) store.close()
    this.stores = next
  }

  /** What is known of an appointment's consultation. */
  of(appointment: { id: string; practitioner_id: string }): CallView | undefined {
    return this.at<CallView>('calls', appointment.practitioner_id, appointment.id)
  }
  lightOf(appointment: { id: string; practitioner_id: string }): LightView | undefined {
    return this.at<LightView>('lights', appointment.practitioner_id, appointment.id)
  }
  paceOf(practitionerId: string): PaceView | undefined {
    return this.at<PaceView>('paces', practitionerId, practitionerId)
  }

  /** What was lately asked for, or settled, on this practitioner's agenda. */
  payments(practitionerId: string): PaymentView[] {
    return [...(this.stores.get(practitionerId)?.of<PaymentView>('payments').values() ?? [])]
  }

  /** Everything at every door. */
  get all(): CallView[] {
    return [...this.stores.values()].flatMap((store) => [...store.of<CallView>('calls').values()])
  }
  /** There is something to read. */
  get any(): boolean {
    return [...this.stores.values()].some(
      (store) => store.of('calls').size + store.of('lights').size + store.of('paces').size,
    )
  }

  private at<V extends { id: string }>(collection: string, practitionerId: string, id: string): V | undefined {
    return this.stores.get(practitionerId)?.of<V>(collection).get(id)
  }
}

export const calls = new Calls()
