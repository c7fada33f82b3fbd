/** "12 mars", "semaine prochaine", "liste demain", "demain 14h". */
import CalendarArrowUp from '@lucide/svelte/icons/calendar-arrow-up'
import CalendarPlus from '@lucide/svelte/icons/calendar-plus'
import { t } from '$i18n'
import { view as screen } from '$features/agenda/model/view.svelte'
import { practitionerName } from '$features/agenda/words'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { clockText } from '$lib/time/days'
import { capital, fullDay, longDay } from '$lib/time/format'
import { toInstant } from '$lib/time/zones'
import { onAgenda } from '../actions'
import type { Command } from '../grammar/parse'
import type { Item } from '../items'

const clockTexts = ([from, to]: [number, number]): [string, string] => [clockText(from), clockText(to)]

export function places(command: Extract<Command, { kind: 'go' }>): Item[] {
  const { day, view, practitionerId, minute, hours } = command
  const practitioner = practitionerId ? practices.practitioner(practitionerId) : undefined
  const mode = view === 'week' ? t('agenda.mode.week') : view === 'list' ? t('agenda.mode.list') : ''
  const items: Item[] = [
    {
      id: 'go',
      group: 'commands.group.go',
      title: capital(longDay(day)),
      detail: [
        fullDay(day).split(' ').at(-1),
        mode,
        hours && t('agenda.from_to', ...clockTexts(hours)),
        practitioner && practitionerName(practitioner),
      ]
        .filter(Boolean)
        .join(' · '),
      icon: CalendarArrowUp,
      preview: t('commands.preview.go', fullDay(day)),
      pick: () =>
        onAgenda(() => {
          screen.day = day
          if (view) screen.mode = view
          screen.hours = hours
          if (practitionerId) screen.show([practitionerId])
        }),
    },
  ]
  if (minute !== null && session.mayAnywhere('book')) {
    const target = practitioner ?? screen.shown[0]
    items.push({
      id: 'go book',
      group: 'commands.group.do',
      title: t('commands.book_at', longDay(day), clockText(minute)),
      detail: target && practitionerName(target),
      icon: CalendarPlus,
      preview: t('booking.new'),
      pick: () =>
        void windows.open('booking', {
          practitionerId: target?.id,
          startsAt: toInstant(day, minute, practices.zone(target?.location_id)),
        }),
    })
  }
  return items
}
