/** The command line's state: what was typed, how it is understood, what it offers, which line is chosen. */
import { untrack } from 'svelte'
import { t } from '$i18n'
import { mark } from '$features/agenda/commands'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { view as screen } from '$features/agenda/model/view.svelte'
import { patientName, statusText } from '$features/agenda/words'
import { Claim } from '$features/booking/claim.svelte'
import type { Hit } from '$features/patients/search'
import { fullName } from '$features/patients/words'
import { Refusal, type AppointmentView } from '$lib/api'
import { clock } from '$lib/time/clock.svelte'
import { actions, actionsFor } from './actions'
import { blockItems } from './blocks'
import { parse, type Command, type Context } from './grammar/parse'
import { fold } from './grammar/reading'
import type { Item } from './items'
import { booking } from './offers/booking'
import { changing } from './offers/changing'
import { found, newFile } from './offers/finding'
import { places } from './offers/going'
import { appointmentItem, appointmentText } from './offers/lines'
import type { Settled } from './offers/settled'
import { waiting } from './offers/waiting'
import { upcoming } from './upcoming'

export class Palette {
  text = $state('')
  active = $state(0)
  #items = $state.raw<readonly Item[]>([])
  #busy = $state(false)
  #failure = $state.raw<Refusal | null>(null)
  /** The patient, the appointment that was chosen among several of a name; it holds as long as the line says that name. */
  #chosen = $state.raw<{ name: string; patient: Hit | null; appointment: AppointmentView | null } | null>(null)
  readonly claim = new Claim()
  private turn = 0

  get items(): readonly Item[] {
    return this.#items
  }
  get current(): Item | undefined {
    return this.#items[this.active]
  }
  get busy(): boolean {
    return this.#busy
  }
  get failure(): Refusal | null {
    return this.#failure
  }

  private get context(): Context {
    const everybody = screen.everybody
    const names = new Set(everybody.flatMap(({ id }) => agendas.get(id)?.offered.map((type) => type.name) ?? []))
    return {
      today: screen.today,
      practitioners: everybody.map(({ id, name, initials }) => ({ id, name, initials })),
      typeNames: [...names],
    }
  }
  readonly command = $derived.by(() => parse(this.text, this.context))

  private get name(): string {
    return 'patient' in this.command ? fold(this.command.patient) : ''
  }
  private get chosen() {
    return this.#chosen?.name === this.name ? this.#chosen : null
  }

  /** What has been settled already, as words before the field. */
  get chips(): string[] {
    const chips: string[] = []
    if (this.chosen?.patient) chips.push(fullName(this.chosen.patient))
    if (this.chosen?.appointment) chips.push(appointmentText(this.chosen.appointment))
    return chips
  }

  /** One step back; false when there is none. */
  back(): boolean {
    if (!this.chosen) return false
    this.#chosen = null
    return true
  }

  step(count: 1 | -1): void {
    const { length } = this.#items
    if (length) this.active = (this.active + count + length) % length
  }

  /** The minutes of the chosen line. */
  get wish() {
    return this.current?.wish ?? null
  }

  /** Looks for what the line means. Call it in an effect: it reads what it depends on before it waits. */
  look(): () => void {
    const turn = ++this.turn
    const command = this.command
    const settled = this.settled
    const at = this.immediate(command)
    if (at) {
      untrack(() => this.show(at))
      return () => undefined
    }
    this.#busy = true
    const timer = setTimeout(async () => {
      try {
        const items = await this.ask(command, settled)
        if (turn !== this.turn) return
        this.#failure = null
        this.show(items)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (turn !== this.turn) return
        this.#failure = error
        this.show([])
      }
    }, 140)
    return () => clearTimeout(timer)
  }

  close(): void {
    this.turn++
    this.claim.close()
  }

  private show(items: readonly Item[]): void {
    const before = this.current?.id
    this.#items = items
    this.#busy = false
    this.active = Math.max(
      0,
      items.findIndex((item) => item.id === before),
    )
  }

  private get settled(): Settled {
    const { name } = this
    const patient = this.chosen?.patient ?? null
    return {
      text: this.text,
      patient,
      appointment: this.chosen?.appointment ?? null,
      choosePatient: (hit) => {
        this.#chosen = { name, patient: hit, appointment: null }
        return 'stay'
      },
      chooseAppointment: (appointment) => {
        this.#chosen = { name, patient, appointment }
        return 'stay'
      },
      claim: this.claim,
    }
  }

  /** What needs no question to the server. */
  private immediate(command: Command): Item[] | null {
    switch (command.kind) {
      case 'nothing':
        return actions().filter((item) => item.group !== 'commands.group.look')
      case 'block':
      case 'unblock':
        return blockItems(command)
      case 'go':
        return [...places(command), ...actionsFor(this.text, 3)]
      case 'mark':
        return upcoming(command.patient, screen.today, 'today', clock.minute).map((view) =>
          appointmentItem(
            view,
            t('commands.preview.mark', patientName(view.patient), statusText(command.status)),
            () => void mark(view, command.status),
          ),
        )
      case 'create':
        return newFile(command.patient)
      default:
        return null
    }
  }

  private ask(command: Command, settled: Settled): Promise<Item[]> {
    switch (command.kind) {
      case 'find':
        return found(command.patient, settled)
      case 'book':
        return booking(command, settled)
      case 'wait':
        return waiting(command)
      case 'move':
      case 'cancel':
        return changing(command, settled)
      default:
        return Promise.resolve([])
    }
  }
}
