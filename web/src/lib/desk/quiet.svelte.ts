/** Whether one is not to be disturbed now, as one chose it (the server decides for itself): nothing is then shown beside the page, nor over it. */
import { api, command, type QuietView, type Shape } from '$lib/api'
import { clock } from '$lib/time/clock.svelte'
import { addDays, weekday } from '$lib/time/days'
import { toInstant, toWall } from '$lib/time/zones'
import { currentInbox } from './inbox.svelte'

/** The hour at which one may be disturbed again, when one is not to be now and it is a matter of an hour that was set; `''` for hours of the week. */
export function quietAt(chosen: QuietView, now: number): string | null {
  if (chosen.until && Date.parse(chosen.until) > now) return chosen.until
  const { day, minute } = toWall(now, chosen.zone)
  const holds = chosen.hours.some(({ days, start, end }) => {
    const crosses = end <= start
    if (days.includes(weekday(day)) && minute >= start && (crosses || minute < end)) return true
    return crosses && days.includes(weekday(addDays(day, -1))) && minute < end
  })
  return holds ? '' : null
}

/** Whether one may be disturbed now, by something urgent or not; so too while what one chose is not known. */
export function mayDisturb(chosen: QuietView | null, now: number, urgent: boolean): boolean {
  return chosen === null || quietAt(chosen, now) === null || (urgent && chosen.urgent)
}

/** The next time that the clock on the wall shows this minute. */
export function nextAt(minute: number, now: number, zone: string): string {
  const { day, minute: present } = toWall(now, zone)
  return toInstant(minute > present ? day : addDays(day, 1), minute, zone)
}

class Quiet {
  /** What one chose; null until it is known. */
  get chosen(): QuietView | null {
    const [found] = currentInbox()?.of<QuietView>('quiet').values() ?? []
    return found ?? null
  }
  /** As `quietAt`, now. */
  get until(): string | null {
    return this.chosen && quietAt(this.chosen, clock.minute)
  }
  get now(): boolean {
    return this.until !== null
  }

  async choose(body: Shape<'ChooseQuiet'>): Promise<void> {
    await command(() => api.PATCH('/api/me/quiet', { body }))
  }
}

export const quiet = new Quiet()
