/** What the grid shows of one appointment, ready to be shown. A column works it out for all of its blocks; a block only shows it. */
import type { AppointmentTypeView } from '$lib/api'
import type { Signs } from '$lib/desk/calls.svelte'
import { clockText } from '$lib/time/days'
import type { Placed } from '../model/column.svelte'
import type { Lane } from '../model/lanes'
import { blockLabel, blockTitle, moreWords, patientName } from '../words'
import { heightOf, topOf } from './place'

/** The marks that share the picture of another. */
export const PICTURES: Record<string, string> = { 'at-the-door': 'video', 'in-call': 'video' }

/** Plain values only: two of them are compared field by field. */
export interface Drawn {
  id: string
  start: number
  narrow: boolean
  look: string
  hue: number
  top: string
  height: string
  /** Null when it has the column to itself. */
  left: string | null
  width: string | null
  name: string
  time: string
  /** The type, the state and the reason beside the name, when there is room enough. */
  beside: string
  /** The type and the state under it. */
  below: string
  /** Marks by name, with spaces between. */
  marks: string
  label: string
  title: string
}

export interface Around {
  type: AppointmentTypeView | undefined
  /** Lanes at the right edge that post-its keep to themselves. */
  gutters: number
  narrow: boolean
  wide: boolean
  /** Outside the filters. */
  dim: boolean
  /** It is on its way: its old place fades. */
  gone: boolean
  /** Who waits or talks, what would fail, what is late; nothing before there is any. */
  signs?: Signs | undefined
}

/** Under the name there is room for a second line from this many minutes on. */
const SECOND_LINE = 25

export function drawn({ item, lane, lanes, width }: Lane<Placed>, around: Around): Drawn {
  const { view, start, end } = item
  const { type, gutters, narrow, wide, dim, gone, signs } = around
  const time = clockText(start) + (signs?.then ? ` → ${signs.then}` : '')
  const label = [blockLabel(view, item, type?.name, wide, time), signs?.words].filter(Boolean).join(', ')
  const more = wide || (type && end - start >= SECOND_LINE) ? moreWords(view, type?.name, wide).join(' · ') : ''
  const alone = lanes === 1 && !gutters
  return {
    id: item.id,
    start,
    narrow,
    look: look(item, narrow, dim, gone),
    hue: type?.hue ?? 262,
    top: topOf(start),
    height: heightOf(item),
    left: alone ? null : `calc(${room(gutters)} * ${lane / lanes})`,
    width: alone ? null : `calc(${room(gutters)} * ${width / lanes} - 4px)`,
    name: patientName(view.patient),
    time,
    beside: wide ? more : '',
    below: wide ? '' : more,
    marks: narrow ? '' : marks(item, signs).join(' '),
    label,
    title: blockTitle(label, view),
  }
}

/** The width that is left beside so many post-its. */
export const room = (gutters: number) => (gutters ? `(100% - ${gutters} * var(--gutter))` : '100%')

function look({ view, touched }: Placed, narrow: boolean, dim: boolean, gone: boolean): string {
  const tint = touched ? (touched % 2 ? 'touched-a' : 'touched-b') : ''
  const words = [view.status, narrow && 'narrow', dim && 'dim', gone && 'gone', view.overbooked && 'overbooked', tint]
  return words.filter(Boolean).join(' ')
}

function marks({ view }: Placed, signs: Around['signs']): string[] {
  const found: string[] = []
  if (view.overbooked) found.push('overbooked')
  if (view.notes || view.patient?.has_remarks) found.push('notes')
  if (view.origin === 'online') found.push('online')
  if (view.teleconsultation) found.push(signs?.video || 'video')
  return found
}
