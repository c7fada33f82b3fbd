/** Birth dates as people type and read them. Pure. */
import { isDay, type Day } from '$lib/time/days'

/** The day of "12/03/1985", "12 3 85", "12031985", "1985-03-12"; null when it is none, or has yet to come. */
export function readBirth(text: string, today: Day): Day | null {
  const typed = text.trim()
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)?.slice(1).reverse() ??
    /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})$/.exec(typed)?.slice(1) ??
    /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(typed)?.slice(1)
  if (!match) return null
  const [day = '', month = '', year = ''] = match
  const century = Number(today.slice(0, 2))
  const full = year.length === 4 ? year : `${Number(year) > Number(today.slice(2, 4)) ? century - 1 : century}${year}`
  const born = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(born) && born <= today && born > '1880' ? born : null
}

/** What the field shows for a day: "12/03/1985". */
export function birthText(day: Day | null | undefined): string {
  return day ? `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}` : ''
}

/** Whole months between a birth and a day. */
export function monthsOld(born: Day, today: Day): number {
  const months =
    (Number(today.slice(0, 4)) - Number(born.slice(0, 4))) * 12 + Number(today.slice(5, 7)) - Number(born.slice(5, 7))
  return today.slice(8) < born.slice(8) ? months - 1 : months
}
