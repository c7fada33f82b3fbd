import { describe, expect, it } from 'vitest'
import type { QuietView } from '$lib/api'
import { mayDisturb, nextAt, quietAt } from './quiet.svelte'

const nothing: QuietView = { id: '0'.repeat(32), until: null, urgent: false, hours: [], zone: 'Europe/Paris' }
const night: QuietView = { ...nothing, hours: [{ days: [0, 1, 2, 3, 4], start: 1200, end: 480 }] }
const at = (text: string) => Date.parse(text)

describe('not to be disturbed', () => {
  it('holds until the hour that was set', () => {
    const chosen = { ...nothing, until: '2026-03-02T12:00:00Z' }
    expect(quietAt(chosen, at('2026-03-02T11:59:00Z'))).toBe('2026-03-02T12:00:00Z')
    expect(quietAt(chosen, at('2026-03-02T12:00:00Z'))).toBeNull()
  })

  it('holds in a night that belongs to the day on which it begins', () => {
    expect(quietAt(night, at('2026-03-02T18:59:00Z'))).toBeNull()
    expect(quietAt(night, at('2026-03-02T19:00:00Z'))).toBe('')
    expect(quietAt(night, at('2026-03-03T06:59:00Z'))).toBe('')
    expect(quietAt(night, at('2026-03-03T07:00:00Z'))).toBeNull()
    expect(quietAt(night, at('2026-03-07T06:00:00Z'))).toBe('') // Saturday morning, after Friday
    expect(quietAt(night, at('2026-03-08T06:00:00Z'))).toBeNull()
  })

  it('follows the walls of its zone when the clocks change', () => {
    expect(quietAt(night, at('2026-03-30T05:59:00Z'))).toBeNull() // Monday 07:59, and Sunday has no night
    expect(quietAt({ ...night, zone: 'Indian/Reunion' }, at('2026-03-02T16:00:00Z'))).toBe('')
  })

  it('lets through what is urgent, and that alone, where one allows it', () => {
    const [inTheNight, inTheDay] = [at('2026-03-02T22:00:00Z'), at('2026-03-02T12:00:00Z')]
    const allowing = { ...night, urgent: true }
    const asked = (chosen: QuietView | null, now: number) => [
      mayDisturb(chosen, now, false),
      mayDisturb(chosen, now, true),
    ]
    expect(asked(night, inTheNight)).toEqual([false, false])
    expect(asked(allowing, inTheNight)).toEqual([false, true])
    expect(asked({ ...nothing, until: '2026-03-02T23:00:00Z', urgent: true }, inTheNight)).toEqual([false, true])
    expect(asked(night, inTheDay)).toEqual([true, true])
    expect(asked(null, inTheNight)).toEqual([true, true])
  })

  it('finds the next time a clock shows an hour', () => {
    expect(nextAt(900, at('2026-03-02T13:00:00Z'), 'Europe/Paris')).toBe('2026-03-02T14:00:00Z')
    expect(nextAt(480, at('2026-03-28T13:00:00Z'), 'Europe/Paris')).toBe('2026-03-29T06:00:00Z')
  })
})
