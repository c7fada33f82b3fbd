/** What was understood of a line, said back while one types, so that nothing surprises. */
import { t } from '$i18n'
import { statusText } from '$features/agenda/words'
import { practitionerName } from '$features/agenda/words'
import { practices } from '$lib/desk/practices.svelte'
import { clockText } from '$lib/time/days'
import { dayRange, durationText, longDay, weekdayName } from '$lib/time/format'
import type { Command } from './grammar/parse'
import type { When } from './grammar/when'

/** One line; empty when there is nothing to say beyond the words themselves. */
export function readingText(command: Command): string {
  switch (command.kind) {
    case 'nothing':
    case 'find':
    case 'create':
    case 'go':
    case 'block':
    case 'unblock':
      return ''
    case 'mark':
      return [t('commands.read.mark', statusText(command.status)), quoted(command.patient)].filter(Boolean).join(' · ')
    default: {
      const practitioner = command.practitionerId
        ? practitionerName(practices.practitioner(command.practitionerId))
        : ''
      const shift = command.kind === 'move' && command.shift !== null ? t('commands.read.shift', command.shift) : ''
      return [
        t(`commands.read.${command.kind}`),
        quoted(command.patient),
        command.typeName ?? '',
        practitioner,
        whenText(command.when),
        shift,
      ]
        .filter(Boolean)
        .join(' · ')
    }
  }
}

const quoted = (name: string) => (name ? t('commands.read.patient', name) : '')

function whenText(when: When): string {
  const parts: string[] = []
  if (when.from !== null && when.to !== null)
    parts.push(when.from === when.to ? longDay(when.from) : dayRange(when.from, when.to))
  else if (when.from !== null) parts.push(t('commands.read.from', longDay(when.from)))
  else if (when.to !== null) parts.push(t('commands.read.until', longDay(when.to)))
  if (when.weekdays.length && !(when.from !== null && when.from === when.to)) {
    parts.push(when.weekdays.map((weekday) => weekdayName(weekday)).join(', '))
  }
  if (when.at !== null)
    parts.push(when.end === null ? clockText(when.at) : `${clockText(when.at)} – ${clockText(when.end)}`)
  else if (when.after !== null && when.before !== null)
    parts.push(`${clockText(when.after)} – ${clockText(when.before)}`)
  else if (when.after !== null) parts.push(t('commands.read.after', clockText(when.after)))
  else if (when.before !== null) parts.push(t('commands.read.before', clockText(when.before)))
  if (when.duration !== null) parts.push(durationText(when.duration))
  return parts.join(' · ')
}
