/** Sentences of the waiting list. */
import { t } from '$i18n'
import type { WaitingEntryView } from '$lib/api'
import { numericDay, weekdayName } from '$lib/time/format'

/** When he may come: "du 01/12/2026 au 15/12/2026, lun., jeu."; empty when at any time. */
export function availabilityText(entry: Pick<WaitingEntryView, 'from_day' | 'to_day' | 'weekdays'>): string {
  const { from_day, to_day } = entry
  const days =
    from_day && to_day
      ? t('waitlist.between', numericDay(from_day), numericDay(to_day))
      : from_day
        ? t('waitlist.from', numericDay(from_day))
        : to_day
          ? t('waitlist.until', numericDay(to_day))
          : ''
  return [days, entry.weekdays.map((weekday) => weekdayName(weekday, 'short')).join(' ')].filter(Boolean).join(' · ')
}

/** "depuis 3 semaines". */
export function waitText(since: string, now: number): string {
  const days = Math.floor((now - Date.parse(since)) / 86_400_000)
  if (days < 1) return t('waitlist.since.today')
  return days < 14 ? t('waitlist.since.days', days) : t('waitlist.since.weeks', Math.floor(days / 7))
}
