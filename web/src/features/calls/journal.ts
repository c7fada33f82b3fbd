/** The journal of a call in words. */
import { t } from '$i18n'
import type { CallJournal } from '$lib/api'

type Entry = CallJournal['entries'][number]
type Quality = NonNullable<CallJournal['participants'][number]['attendance']['quality']>

const ENTRIES: Record<string, Parameters<typeof t>[0] | undefined> = {
  opened: 'calls.journal.opened',
  replaced: 'calls.journal.replaced',
  entered: 'calls.journal.entered',
  knocked: 'calls.journal.knocked',
  admitted: 'calls.journal.admitted',
  invited: 'calls.journal.invited',
  removed: 'calls.journal.removed',
  ruled: 'calls.journal.ruled',
  photographed: 'calls.journal.photographed',
  recording_asked: 'calls.journal.recording_asked',
  recording_agreed: 'calls.journal.recording_agreed',
  recording_refused: 'calls.journal.recording_refused',
  recording_revoked: 'calls.journal.recording_revoked',
  recording_stopped: 'calls.journal.recording_stopped',
  connected: 'calls.journal.media',
  lost: 'calls.journal.lost',
  left: 'calls.journal.left',
  ended: 'calls.journal.ended',
  taken: 'calls.journal.taken',
  received: 'calls.journal.received',
  released: 'calls.journal.released',
  queued: 'calls.journal.queued',
  seen_out: 'calls.journal.seen_out',
  ticked: 'calls.journal.ticked',
  unticked: 'calls.journal.unticked',
}

/** What happened; a kind this page does not know is said by its own name. */
export function entryText(entry: Entry): string {
  const key = ENTRIES[entry.name]
  const text = key ? (t as (key: string) => string)(key) : entry.name
  const isTick = entry.name === 'ticked' || entry.name === 'unticked'
  return isTick && entry.reason ? `${text} ${(t as (key: string) => string)(`reception.${entry.reason}`)}` : text
}

/** Whom it concerns: those invited beside the patient by their names. */
export function whoText({ role, who }: Entry): string {
  if (role === 'patient') return t('calls.journal.patient')
  return role === 'host' ? t('calls.journal.host') : who
}

/** "12 min 05 s". */
export function lastedText(seconds: number): string {
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes ? `${minutes} min ${String(whole % 60).padStart(2, '0')} s` : `${whole} s`
}

export const qualityText = (quality: Quality) =>
  t(
    'calls.journal.quality',
    (quality.loss * 100).toFixed(1),
    (quality.worst_loss * 100).toFixed(1),
    Math.round(quality.trip_ms),
  )
