import { describe, expect, it } from 'vitest'
import { proposedHours } from './hours'

const at = (text: string) => proposedHours(Date.parse(text), 'Europe/Paris')

describe('hours at which to see a message again', () => {
  it('are this afternoon, or this evening, and tomorrow morning', () => {
    expect(at('2026-03-02T08:00:00Z')).toEqual([
      { key: 'afternoon', at: '2026-03-02T13:00:00Z' },
      { key: 'tomorrow', at: '2026-03-03T07:30:00Z' },
    ])
    expect(at('2026-03-02T13:00:00Z').map(({ key }) => key)).toEqual(['evening', 'tomorrow'])
    expect(at('2026-03-02T18:00:00Z').map(({ key }) => key)).toEqual(['tomorrow'])
  })

  it('follow the wall when the clocks change in the night', () => {
    expect(at('2026-03-28T18:00:00Z')).toEqual([{ key: 'tomorrow', at: '2026-03-29T06:30:00Z' }])
  })
})
