/** Sentences of the waiting list. */
import { t } from '$i18n'
import type { WaitingEntryView } from '$lib/api'
import { dayRange, numericDay, weekdayName } from '$lib/time/format'

type Availability = Pick<WaitingEntryView, 'from_day' | 'to_day' | 'weekdays'>

/** The days he may come: "du 22 novembre au 21 décembre"; empty when any. */
export function daysText({ from_day, to_day }: Availability): string {
  if (from_day && to_day) return dayRange(from_day, to_day)
  if (from_day) return t('waitlist.from', numericDay(from_day))
  return to_day ? t('waitlist.until', numericDay(to_day)) : ''
}

/** "lun. jeu."; empty when any. */
export function weekdaysText({ weekdays }: Availability): string {
  return weekdays.map((weekday) => weekdayName(weekday, 'short')).join(' ')
}

/** "depuis 3 semaines". */
export function waitText(since: string, now: number): string {
  const days = Math.floor((now - Date.parse(since)) / 86_400_000)
  if (days < 1) return t('waitlist.since.today')
  return days < 14 ? t('waitlist.since.days', days) : t('waitlist.since.weeks', Math.floor(days / 7))
}
