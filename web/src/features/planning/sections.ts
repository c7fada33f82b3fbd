/** The parts of "Gestion de l'agenda" (F008), and the right that each needs to be changed. */
import Ban from '@lucide/svelte/icons/ban'
import CalendarPlus from '@lucide/svelte/icons/calendar-plus'
import CalendarRange from '@lucide/svelte/icons/calendar-range'
import Clock from '@lucide/svelte/icons/clock'
import Plane from '@lucide/svelte/icons/plane'
import StickyNote from '@lucide/svelte/icons/sticky-note'
import Tags from '@lucide/svelte/icons/tags'
import Repeat from '@lucide/svelte/icons/repeat'
import type { Component } from 'svelte'
import type { PlainKey } from '$i18n'
import type { PractitionerView, Right } from '$lib/api'
import type { Section } from '$lib/forms/Sections.svelte'
import type { Plan, PlanOf } from './plan.svelte'

/** What every part is given. `plan` is there: the page waits for it. */
export interface PartProps {
  practitioner: PractitionerView
  desk: PlanOf
  plan: Plan
  /** Whether the reader may change this part. */
  editable: boolean
  /** What follows in the address: the schedule being edited. */
  item: string | null
}

export interface Part {
  key: string
  text: PlainKey
  icon: Section['icon']
  group: PlainKey
  right: Right
  load: () => Promise<{ default: Component<PartProps> }>
}

export const PARTS: readonly Part[] = [
  {
    key: 'schedules',
    text: 'planning.schedules',
    icon: Clock,
    group: 'planning.group.hours',
    right: 'settings',
    load: () => import('./schedules/SchedulesPart.svelte'),
  },
  {
    key: 'visibility',
    text: 'planning.visibility',
    icon: CalendarRange,
    group: 'planning.group.hours',
    right: 'settings',
    load: () => import('./visibility/VisibilityPart.svelte'),
  },
  {
    key: 'types',
    text: 'planning.types',
    icon: Tags,
    group: 'planning.group.hours',
    right: 'settings',
    load: () => import('./types/TypesPart.svelte'),
  },
  {
    key: 'leave',
    text: 'planning.leave',
    icon: Plane,
    group: 'planning.group.exceptions',
    right: 'leave',
    load: () => import('./leave/LeavePart.svelte'),
  },
  {
    key: 'blocks',
    text: 'planning.blocks',
    icon: Ban,
    group: 'planning.group.exceptions',
    right: 'blocking',
    load: () => import('./hours/BlocksPart.svelte'),
  },
  {
    key: 'extras',
    text: 'planning.extras',
    icon: CalendarPlus,
    group: 'planning.group.exceptions',
    right: 'extras',
    load: () => import('./hours/ExtrasPart.svelte'),
  },
  {
    key: 'events',
    text: 'planning.events',
    icon: StickyNote,
    group: 'planning.group.exceptions',
    right: 'events',
    load: () => import('./events/EventsPart.svelte'),
  },
  {
    key: 'replacements',
    text: 'planning.replacements',
    icon: Repeat,
    group: 'planning.group.exceptions',
    right: 'settings',
    load: () => import('./replacements/ReplacementsPart.svelte'),
  },
]
