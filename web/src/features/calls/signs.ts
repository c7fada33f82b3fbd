/** What waits, what would fail and what is late, as blocks and column heads say it. */
import { t } from '$i18n'
import type { AppointmentView, LightView } from '$lib/api'
import { calls, type Reading } from '$lib/desk/calls.svelte'
import { practices } from '$lib/desk/practices.svelte'
import { timeText } from '$lib/time/format'

const COMING = ['planned', 'late', 'arrived']

/** A device check in words: what is missing first. */
export function checkText(light: LightView): string {
  const { camera, microphone, network } = light
  if (light.light === 'green') return t('calls.check.green')
  const wrong: string[] = []
  if (microphone === 'denied' || camera === 'denied') wrong.push(t('calls.check.denied'))
  else if (microphone === 'unsupported') wrong.push(t('calls.check.unsupported'))
  else {
    if (microphone === 'missing' || microphone === 'busy') wrong.push(t('calls.check.no_microphone'))
    if (microphone === 'silent') wrong.push(t('calls.check.silent'))
    if (camera !== 'good') wrong.push(t('calls.check.no_camera'))
    if (network === 'bad') wrong.push(t('calls.check.network'))
    if (network === 'untried') wrong.push(t('calls.check.untried'))
  }
  return t(light.light === 'red' ? 'calls.check.red' : 'calls.check.amber', wrong.join(', '))
}

/** Minutes between the hour that was agreed and the hour that will be, in steps of five. */
export const lateBy = (startsAt: string, expectedAt: string) =>
  Math.max(5, Math.round((Date.parse(expectedAt) - Date.parse(startsAt)) / 300_000) * 5)

/** The hour at which an appointment will begin, when it will begin late. */
export function expectedOf(view: AppointmentView): string | undefined {
  return COMING.includes(view.status) ? calls.paceOf(view.practitioner_id)?.hours[view.id] : undefined
}

export const reading: Reading = {
  block(view) {
    const call = view.teleconsultation ? calls.of(view) : undefined
    const light = view.teleconsultation && COMING.includes(view.status) ? calls.lightOf(view) : undefined
    const expected = expectedOf(view)
    const then = expected ? timeText(expected, practices.zone(view.location_id)) : ''
    const at = call?.state === 'live' ? 'in-call' : call?.state === 'waiting' && call.here ? 'at-the-door' : ''
    const mark = light && `light-${light.light}`
    const words = [
      at && t(at === 'in-call' ? 'calls.mark.in_call' : 'calls.mark.waits'),
      light && checkText(light),
      expected && t('calls.late.at', lateBy(view.starts_at, expected), then),
    ]
    return {
      video: at && light?.light !== 'red' ? at : [at, mark ?? 'video'].filter(Boolean).join(' '),
      then,
      words: words.filter(Boolean).join(', '),
    }
  },
  head({ practitionerId, appointments }) {
    const hours = calls.paceOf(practitionerId)?.hours ?? {}
    const [first] = Object.entries(hours).sort(([, a], [, b]) => a.localeCompare(b))
    const view = first && appointments.get(first[0])?.view
    return view ? t('calls.late', lateBy(view.starts_at, first[1])) : ''
  },
}
