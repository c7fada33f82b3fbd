/** A caller's card: whose number it is, who was chosen, and what is to be noted. Nobody is chosen for one who shares his number. */
import { untrack } from 'svelte'
import { t } from '$i18n'
import { view as screen } from '$features/agenda/model/view.svelte'
import { api, command, read, Refusal, type Done, type PatientBrief, type PhoneCallView, type Shape } from '$lib/api'
import type { Windows } from '$lib/desk/windows.svelte'
import { notices } from '$lib/ui'
import { bareNumber, isNumber } from './number'
import { clashes, followed, saidOf, type Said } from './noted'
import { phone, practicesToAnswer } from './phone.svelte'
import type { Outcome } from './words'

export type CallerPatient = Shape<'CallerPatient'>

const newId = () => crypto.randomUUID().replaceAll('-', '')

export class Caller {
  practiceId = $state('')
  typed = $state('')
  reason = $state('')
  outcome = $state<Outcome>('')
  practitionerId = $state<string | null>(null)
  #patientId = $state<string | null>(null)
  #card = $state.raw<Shape<'CallerCard'> | null>(null)
  #callId = $state<string | null>(null)
  #told = $state.raw<PhoneCallView | null>(null)
  /** Somebody found by his name, whose file does not have this number. */
  private named: string | null = null
  #refusal = $state.raw<Refusal | null>(null)
  #loading = $state(false)
  private readonly noteId = newId()
  private turn = 0
  /** What is noted already, and in which version. */
  private filled = $state.raw<Said>({ reason: '', outcome: '', patientId: null })
  #version = $state(0)

  /** Made while a component is set up: it lives as long. */
  constructor(start: Windows['caller']) {
    this.practiceId = start.call?.practice_id ?? practicesToAnswer()[0] ?? ''
    this.#callId = start.call?.id ?? null
    this.#told = start.call ?? null
    this.practitionerId = this.practitioners.length === 1 ? this.practitioners[0]!.id : null
    this.typed = start.number ?? start.call?.number ?? ''
    this.named = start.call?.patient_id ?? null
    if (start.call) this.take(start.call)
    void this.look()
    $effect(() => {
      const { call } = this
      if (call && call.version !== this.#version) untrack(() => this.meanwhile(call))
    })
  }

  /** The call, as every screen has it; what the server said last of it, when it is an older one. */
  get call(): PhoneCallView | null {
    const live = this.#callId ? phone.call(this.practiceId, this.#callId) : undefined
    return live && live.version >= (this.#told?.version ?? 0) ? live : this.#told
  }
  get number(): string {
    return this.#card?.number ?? this.call?.number ?? ''
  }
  get card(): Shape<'CallerCard'> | null {
    return this.#card
  }
  get refusal(): Refusal | null {
    return this.#refusal
  }
  get loading(): boolean {
    return this.#loading
  }
  /** Today's other calls from this number. */
  get earlier(): PhoneCallView[] {
    return this.#card?.calls.filter((one) => one.id !== this.call?.id) ?? []
  }
  /** Those who share the number; whoever was found by his name comes last. */
  get patients(): readonly CallerPatient[] {
    return this.#card?.patients ?? []
  }
  get patient(): CallerPatient | null {
    return this.patients.find((one) => one.patient.id === this.#patientId) ?? null
  }
  get patientId(): string | null {
    return this.#patientId
  }
  get practitioners() {
    return screen.everybody.filter((one) => one.practice_id === this.practiceId)
  }
  get dirty(): boolean {
    const { reason, outcome, patientId } = this.filled
    return this.reason.trim() !== reason || this.outcome !== outcome || this.#patientId !== patientId
  }
  /** A colleague noted something else where something is written here. */
  get behind(): boolean {
    return this.call !== null && this.call.version !== this.#version
  }
  /** Only who was chosen, with nothing written, asks no question at leaving. */
  get written(): boolean {
    return this.reason.trim() !== this.filled.reason || this.outcome !== this.filled.outcome
  }

  /** Somebody said his name: he stands beside those who share the number. */
  async find(patient: PatientBrief): Promise<void> {
    this.named = patient.id
    await this.look()
    this.choose(patient.id)
  }

  /** Another number is typed: somebody else calls. Pasted, or typed to its last digit, it is looked up at once, and true is told. */
  async retyped(): Promise<boolean> {
    this.named = null
    this.#patientId = null
    if (!isNumber(this.typed) || this.typed.replace(/\D/g, '').length < 10) return false
    await this.look()
    return true
  }

  choose(patientId: string | null): void {
    this.#patientId = patientId
    const { patient } = this
    const whose = patient?.upcoming[0]?.practitioner_id ?? patient?.last?.practitioner_id
    if (whose && this.practitioners.some((one) => one.id === whose)) this.practitionerId = whose
  }

  /** Whose number was typed, or who said his name. */
  async look(): Promise<void> {
    const number = bareNumber(this.typed)
    if (!number && !this.named) return
    const turn = ++this.turn
    this.#loading = true
    try {
      const body = { practice_id: this.practiceId, number: number.slice(0, 32), patient_id: this.named }
      const card = await read<Shape<'CallerCard'>>(api.POST('/api/phone/card', { body }))
      if (turn !== this.turn) return
      this.#card = card
      this.#refusal = null
      const known = this.#patientId ?? this.call?.patient_id
      if (!known || !card.patients.some((one) => one.patient.id === known))
        this.choose(card.patients.length === 1 ? card.patients[0]!.patient.id : null)
      // Looked up again, the card leaves whom one has chosen meanwhile.
      else if (known !== this.#patientId || this.practitionerId === null) this.choose(known)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (turn !== this.turn) return
      if (this.named && error.code === 'not_found') {
        this.named = null
        return this.look()
      }
      this.#card = null
      this.#refusal = error
    } finally {
      if (turn === this.turn) this.#loading = false
    }
  }

  /** The call is the reader's own. */
  async answer(): Promise<void> {
    const { call } = this
    if (!call) return
    const params = { path: { call_id: call.id } }
    await this.said(() => command(() => api.POST('/api/phone/calls/{call_id}/take', { params })), t('phone.not_taken'))
  }

  /** Notes who called, why and what came of it; true when it is noted. */
  async save(): Promise<boolean> {
    if (this.behind) return false
    const done = await this.said(() => this.note(), t('phone.not_noted'))
    if (done && this.#told) this.keep(this.#told)
    return done
  }

  /** What the colleague noted, in place of what is written here. */
  takeTheirs(): void {
    if (!this.call) return
    this.take(this.call)
    this.adopt(this.call.patient_id)
  }
  /** What is written here is to be noted over what the colleague noted. */
  keepMine(): void {
    if (this.call) this.keep(this.call)
  }

  private async said(run: () => Promise<Done<PhoneCallView>>, failed: string): Promise<boolean> {
    try {
      const { view } = await run()
      this.#told = view
      this.#callId = view.id
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(failed, error)
      return false
    }
  }

  /** The telephone system may say at this very moment that the call has ended: what is noted is noted all the same. */
  private async note(again = true): Promise<Done<PhoneCallView>> {
    const { call } = this
    const said = { patient_id: this.#patientId, reason: this.reason.trim(), outcome: this.outcome }
    if (!call) {
      const body = { id: this.noteId, practice_id: this.practiceId, number: this.number, ...said }
      return command(() => api.POST('/api/phone/calls', { body }))
    }
    const params = { path: { call_id: call.id } }
    const body = { version: this.#version, ...said }
    try {
      return await command(() => api.PATCH('/api/phone/calls/{call_id}', { params, body }))
    } catch (error) {
      if (!again || !(error instanceof Refusal) || error.code !== 'stale') throw error
      this.#told = error.data['theirs'] as PhoneCallView
      if (this.call) this.meanwhile(this.call)
      if (this.behind) throw error
      return this.note(false)
    }
  }

  /** The call changed: what was not touched here follows; where both wrote, the reader decides. */
  private meanwhile(call: PhoneCallView): void {
    const here: Said = { reason: this.reason.trim(), outcome: this.outcome, patientId: this.#patientId }
    if (clashes(here, this.filled, saidOf(call))) return
    const after = followed(here, this.filled, saidOf(call))
    if (after.reason !== here.reason) this.reason = after.reason
    this.outcome = after.outcome
    this.keep(call)
    if (after.patientId !== here.patientId) this.adopt(after.patientId)
  }

  private take(call: PhoneCallView): void {
    this.reason = call.reason
    this.outcome = call.outcome
    this.#patientId = call.patient_id
    this.keep(call)
  }
  private keep(call: PhoneCallView): void {
    this.filled = saidOf(call)
    this.#version = call.version
  }
  private adopt(patientId: string | null): void {
    this.choose(patientId)
    if (patientId === null || this.patient) return
    this.named = patientId
    void this.look()
  }
}
