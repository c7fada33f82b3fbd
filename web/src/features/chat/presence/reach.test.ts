import { beforeAll, describe, expect, it } from 'vitest'
import { learn } from '$i18n'
import { reachOf, reachText, type PresenceView } from './reach'

const consults: PresenceView = { id: 'p', practitioner_id: 'a', state: 'consulting', until: null }
const local = (text: string) => new Date(text).toISOString()

describe('whether somebody can be reached', () => {
  beforeAll(learn)

  it('is what the server says, and otherwise whether he is here', () => {
    expect(reachOf([undefined, consults], true).kind).toBe('consulting')
    expect(reachOf([undefined], true).kind).toBe('here')
    expect(reachOf([], false).kind).toBe('gone')
  })

  it('is said in words, with the hour or the day', () => {
    const now = Date.parse(local('2026-03-02T09:00'))
    const said = (kind: 'consulting' | 'leave' | 'quiet', until: string | null) => reachText({ kind, until }, now)
    expect(said('consulting', local('2026-03-02T09:30'))).toBe('En consultation jusqu’à 09:30')
    expect(said('consulting', null)).toBe('En consultation')
    expect(said('quiet', local('2026-03-03T08:00'))).toBe('Ne pas déranger jusqu’à mardi 3 mars, 08:00')
    expect(said('leave', local('2026-03-05T00:00'))).toBe('Absent, de retour jeudi 5 mars')
    expect(reachText({ kind: 'here', until: null }, now)).toBe('Disponible')
  })
})
