/** Sentences of the card and its history. */
import { isPlainKey, t } from '$i18n'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { practitionerName, statusText } from '$features/agenda/words'
import { practices } from '$lib/desk/practices.svelte'
import { capital, durationText, shortDay, timeText } from '$lib/time/format'
import { toWall } from '$lib/time/zones'
import type { Difference } from './difference'

/** "a déplacé le rendez-vous". */
export function entryText(name: string): string {
  const key = `appointments.did.${name}`
  return isPlainKey(key) ? t(key) : t('appointments.did.other')
}

/** From where: this application, the patients' site, a file. */
export function channelText(channel: string): string {
  const key = `appointments.channel.${channel}`
  return isPlainKey(key) ? t(key) : channel
}

const whenText = (instant: string, zone: string) => `${shortDay(toWall(instant, zone).day)} ${timeText(instant, zone)}`

export function differenceText(one: Difference, zone: string): string {
  const arrow = (from: string, to: string) => `${from} → ${to}`
  switch (one.kind) {
    case 'moved':
      return capital(arrow(whenText(one.from, zone), whenText(one.to, practices.zone(one.locationId))))
    case 'length':
      return arrow(durationText(one.from), durationText(one.to))
    case 'practitioner':
      return arrow(practitionerName(practices.practitioner(one.from)), practitionerName(practices.practitioner(one.to)))
    case 'type': {
      const types = agendas.get(one.of)?.types
      const name = (id: string | null) => (id ? (types?.get(id)?.name ?? '…') : '…')
      return arrow(name(one.from), name(one.to))
    }
    case 'status':
      return arrow(statusText(one.from), statusText(one.to))
    case 'patient':
      return arrow(one.from, one.to)
    case 'texts':
      return one.fields.map((field) => t(`appointments.text.${field}`)).join(', ')
    case 'sms':
      return one.off ? t('booking.sms_off') : t('appointments.sms_on')
  }
}
