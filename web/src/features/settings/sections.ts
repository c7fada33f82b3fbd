/** The parts of "Réglages". */
import Building from '@lucide/svelte/icons/building-2'
import Handshake from '@lucide/svelte/icons/handshake'
import FileText from '@lucide/svelte/icons/file-text'
import History from '@lucide/svelte/icons/history'
import Megaphone from '@lucide/svelte/icons/megaphone'
import MapPin from '@lucide/svelte/icons/map-pin'
import Phone from '@lucide/svelte/icons/phone'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import Send from '@lucide/svelte/icons/send'
import ShieldCheck from '@lucide/svelte/icons/shield-check'
import Stethoscope from '@lucide/svelte/icons/stethoscope'
import Users from '@lucide/svelte/icons/users'
import type { Component } from 'svelte'
import type { PlainKey } from '$i18n'
import type { Section } from '$lib/forms/Sections.svelte'

export interface PartProps {
  practiceId: string
  /** The reader administers this practice. */
  administers: boolean
  /** What follows in the address: a practitioner. */
  item: string | null
}

export interface Part {
  key: string
  text: PlainKey
  icon: Section['icon']
  group: PlainKey
  load: () => Promise<{ default: Component<PartProps> }>
}

export const PARTS: readonly Part[] = [
  {
    key: 'practice',
    text: 'settings.practice',
    icon: Building,
    group: 'settings.group.practice',
    load: () => import('./practice/PracticePart.svelte'),
  },
  {
    key: 'locations',
    text: 'settings.locations',
    icon: MapPin,
    group: 'settings.group.practice',
    load: () => import('./locations/LocationsPart.svelte'),
  },
  {
    key: 'practitioners',
    text: 'settings.practitioners',
    icon: Stethoscope,
    group: 'settings.group.practice',
    load: () => import('./practitioners/PractitionersPart.svelte'),
  },
  {
    key: 'messages',
    text: 'settings.messages',
    icon: Send,
    group: 'settings.group.practice',
    load: () => import('./messages/MessagesPart.svelte'),
  },
  {
    key: 'templates',
    text: 'settings.templates',
    icon: FileText,
    group: 'settings.group.practice',
    load: () => import('./messages/TemplatesPart.svelte'),
  },
  {
    key: 'phone',
    text: 'settings.phone',
    icon: Phone,
    group: 'settings.group.practice',
    load: () => import('./phone/PhonePart.svelte'),
  },
  {
    key: 'members',
    text: 'settings.members',
    icon: Users,
    group: 'settings.group.people',
    load: () => import('./members/MembersPart.svelte'),
  },
  {
    key: 'rights',
    text: 'settings.rights',
    icon: ShieldCheck,
    group: 'settings.group.people',
    load: () => import('./rights/RightsPart.svelte'),
  },
  {
    key: 'instructions',
    text: 'settings.instructions',
    icon: Megaphone,
    group: 'settings.group.people',
    load: () => import('./instructions/InstructionsPart.svelte'),
  },
  {
    key: 'duty',
    text: 'settings.duty',
    icon: CalendarClock,
    group: 'settings.group.people',
    load: () => import('./duty/DutyPart.svelte'),
  },
  {
    key: 'outside',
    text: 'settings.outside',
    icon: Handshake,
    group: 'settings.group.people',
    load: () => import('./outside/OutsidePart.svelte'),
  },
  {
    key: 'changes',
    text: 'settings.changes',
    icon: History,
    group: 'settings.group.follow',
    load: () => import('./changes/ChangesPart.svelte'),
  },
]
