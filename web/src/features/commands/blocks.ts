/** "bloque 14-16 demain bilan": one line a practitioner whose hours one may block, each saying exactly what. */
import Ban from '@lucide/svelte/icons/ban'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import { t } from '$i18n'
import { blockHours, unblockHours } from '$features/agenda/forms/planning'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { view as screen } from '$features/agenda/model/view.svelte'
import { practitionerName } from '$features/agenda/words'
import { session } from '$lib/desk/session.svelte'
import { clockText } from '$lib/time/days'
import { capital, longDay } from '$lib/time/format'
import type { Command } from './grammar/parse'
import type { Item } from './items'

type Block = Extract<Command, { kind: 'block' | 'unblock' }>

export function blockItems(command: Block): Item[] {
  const may = screen.everybody.filter((one) => session.may('blocking', one.id))
  const named = command.practitionerId ? may.filter((one) => one.id === command.practitionerId) : may
  const own = new Set(session.me.practices.map((practice) => practice.practitioner_id))
  const shown = new Set(screen.shown.map((one) => one.id))
  const order = [...named].sort(
    (a, b) => Number(own.has(b.id)) - Number(own.has(a.id)) || Number(shown.has(b.id)) - Number(shown.has(a.id)),
  )
  return order.flatMap((practitioner): Item[] => {
    const type = command.typeName
      ? agendas.get(practitioner.id)?.offered.find((one) => one.name === command.typeName)
      : undefined
    // A type that this practitioner does not offer: there is nothing of it to block.
    if (command.typeName && !type) return []
    const isWhole = command.start === 0 && command.end === 1440
    const hours = isWhole ? t('commands.whole_day') : `${clockText(command.start)} – ${clockText(command.end)}`
    const what = type ? t('commands.block.only', type.name) : t('commands.block.all')
    const title = `${capital(longDay(command.day))} · ${hours}`
    const body = {
      practitioner_id: practitioner.id,
      days: [command.day],
      start: command.start,
      end: command.end,
      type_ids: type ? [type.id] : null,
      note: command.note,
    }
    const name = practitionerName(practitioner)
    const isBlock = command.kind === 'block'
    return [
      {
        id: `${command.kind} ${practitioner.id}`,
        group: isBlock ? 'commands.group.block' : 'commands.group.unblock',
        title,
        detail: [name, what, command.note].filter(Boolean).join(' · '),
        icon: isBlock ? Ban : CircleCheck,
        hue: practitioner.hue,
        preview: isBlock ? t('commands.preview.block', name) : t('commands.preview.unblock', name),
        pick: () => void (isBlock ? blockHours(body) : unblockHours(body)),
      },
    ]
  })
}
