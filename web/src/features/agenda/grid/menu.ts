/** The menu of a place on the grid: what may be done with the slot, the block, the extra range or the leave there. */
import Ban from '@lucide/svelte/icons/ban'
import CalendarPlus from '@lucide/svelte/icons/calendar-plus'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import Move from '@lucide/svelte/icons/move'
import PlaneLanding from '@lucide/svelte/icons/plane-landing'
import Plus from '@lucide/svelte/icons/plus'
import SquareArrowOutUpRight from '@lucide/svelte/icons/square-arrow-out-up-right'
import StickyNote from '@lucide/svelte/icons/sticky-note'
import Trash2 from '@lucide/svelte/icons/trash-2'
import { t } from '$i18n'
import type { Right } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { clockText } from '$lib/time/days'
import type { MenuItem } from '$lib/ui'
import { cancel } from '../commands'
import { blockHours, endLeave, removeExtra, unblockHours } from '../forms/planning'
import { forms } from '../forms/forms.svelte'
import { agendas } from '../model/agendas.svelte'
import { moving } from '../model/moving.svelte'
import { book, type PressedSpot } from './press'

export function menuFor(target: HTMLElement, spot: PressedSpot): MenuItem[] {
  const may = (right: Right) => session.may(right, spot.practitionerId)
  const found = (name: string) => target.closest<HTMLElement>(`[data-${name}]`)?.dataset[name]
  const agenda = agendas.get(spot.practitionerId)
  const appointment = found('appointment')
  if (appointment) return appointmentMenu(appointment, spot, may)

  const items: MenuItem[] = []
  const block = spot.column.blocks.get(found('block') ?? '')
  if (block && may('blocking')) {
    const title = t('agenda.menu.unblock', clockText(block.start), clockText(block.end))
    items.push({ label: title, icon: CircleCheck, onselect: () => void unblockHours(block) })
  }
  const extra = spot.column.extras.get(found('extra') ?? '')
  if (extra && may('extras')) {
    items.push({
      label: t('agenda.menu.extra.remove'),
      icon: Trash2,
      danger: true,
      onselect: () => void removeExtra(extra),
    })
  }
  if (found('leave') !== undefined && may('leave')) {
    items.push({
      label: t('agenda.menu.reopen'),
      icon: PlaneLanding,
      onselect: () => void endLeave(spot.practitionerId, spot.day, spot.day),
    })
  }
  if (items.length) return items

  if (may('book'))
    items.push({
      label: t('agenda.menu.book', clockText(spot.minute)),
      icon: CalendarPlus,
      onselect: () => book(target, spot),
    })
  const free = target.closest<HTMLElement>('[data-free]')
  if (free && may('blocking')) {
    const start = Number(free.dataset['start'])
    const end = Number(free.dataset['end'])
    const types = free.dataset['types']?.split(' ') ?? []
    items.push({
      label: t('agenda.menu.block.range', clockText(start), clockText(end)),
      icon: Ban,
      apart: true,
      onselect: () =>
        void blockHours({ practitioner_id: spot.practitionerId, days: [spot.day], start, end, type_ids: null }),
    })
    for (const id of types) {
      const type = agenda?.types.get(id)
      if (!type) continue
      items.push({
        label: t('agenda.menu.block.type', type.name),
        onselect: () =>
          void blockHours({
            practitioner_id: spot.practitionerId,
            days: [spot.day],
            start,
            end: Math.min(1440, start + type.duration),
            type_ids: [id],
          }),
      })
    }
  }
  if (may('extras'))
    items.push({
      label: t('agenda.menu.extra'),
      icon: Plus,
      apart: true,
      onselect: () => forms.open('extra', spot.column, { start: spot.minute }),
    })
  if (may('events'))
    items.push({
      label: t('agenda.menu.event'),
      icon: StickyNote,
      onselect: () => forms.open('event', spot.column, { start: spot.minute }),
    })
  return items
}

function appointmentMenu(id: string, spot: PressedSpot, may: (right: Right) => boolean): MenuItem[] {
  const appointment = agendas.board.onScreen(id)
  if (!appointment) return []
  const items: MenuItem[] = [
    {
      label: t('agenda.menu.open'),
      icon: SquareArrowOutUpRight,
      onselect: () => void windows.open('appointment', { appointmentId: id, practitionerId: spot.practitionerId }),
    },
  ]
  if (may('move'))
    items.push({
      label: t('agenda.menu.move'),
      icon: Move,
      kbd: 'M',
      onselect: () => moving.begin(appointment, 'move', 'keys'),
    })
  if (may('cancel'))
    items.push({
      label: t('agenda.menu.cancel'),
      icon: Trash2,
      kbd: t('common.key.delete'),
      danger: true,
      apart: true,
      onselect: () => void cancel(appointment),
    })
  return items
}
