import { expect, test } from 'vitest'
import type { Presence } from '$lib/live/frames'
import { saidBy, seatOf } from './speaking'

function page(connection: string, seat: string | undefined, state: Presence['state']): Presence {
  return { connection, person: { id: '', name: '', initials: '', ...(seat ? { seat } : {}) }, state }
}

test('whoever claims to be somebody else speaks for himself alone', () => {
  const people = [
    page('p', 'patient', { camera: true }),
    page('i', 'interpreter', { seat: 'patient', camera: false }),
    page('d', undefined, { screen: true }),
  ]
  expect(saidBy(people, 'patient', 'host')).toEqual({ camera: true })
  expect(saidBy(people, 'interpreter', 'host')).toMatchObject({ camera: false })
  expect(saidBy(people, 'host', 'host')).toEqual({ screen: true })
  expect(saidBy(people, 'carer', 'host')).toBeUndefined()
})

test('before anybody receives him, a page without a place is nobody’s', () => {
  expect(seatOf(page('d', undefined, {}), undefined)).toBeUndefined()
})

test('the newest page of a place counts', () => {
  const people = [page('old', 'patient', { camera: true }), page('new', 'patient', { camera: false })]
  expect(saidBy(people, 'patient', 'host')).toEqual({ camera: false })
})
