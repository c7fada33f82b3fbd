import { describe, expect, test } from 'vitest'
import type { MemberView, Right } from '$lib/api'
import { afterTick, alongside, byRole, columnsOf, everything, GROUPS, isOwnList, ticked } from './rules'

const member = (role: MemberView['role'], more: Partial<MemberView> = {}): MemberView => ({
  id: role,
  practice_id: 'c',
  person_id: role,
  name: role,
  initials: 'X',
  hue: 1,
  email: null,
  role,
  practitioner_id: null,
  rights: {},
  function: null,
  days: null,
  disabled: false,
  since: '2026-01-01T00:00:00Z',
  ...more,
})

describe('what is ticked', () => {
  const sonia = member('secretary', { rights: { '*': ['view', 'book'], lefevre: ['view'] } })

  test('is the list of the agenda, or the one for every agenda', () => {
    expect(ticked(sonia, 'lefevre')).toEqual(['view'])
    expect(ticked(sonia, 'benali')).toEqual(['view', 'book'])
    expect(ticked(member('secretary'), 'benali')).toEqual([])
    expect([isOwnList(sonia, 'lefevre'), isOwnList(sonia, 'benali'), isOwnList(sonia, '*')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('a tick', () => {
  test('brings what it needs', () => {
    expect(afterTick([], 'move', true)).toEqual(['view', 'move'])
    expect(afterTick([], 'override_block', true)).toEqual(['view', 'book', 'override_block'])
    expect(alongside([], ['view', 'book', 'override_block'], 'override_block')).toEqual(['view', 'book'])
  })

  test('that goes takes with it what needs it', () => {
    expect(afterTick(['view', 'book', 'override_block', 'move'], 'book', false)).toEqual(['view', 'move'])
    expect(afterTick(everything(), 'view', false)).toEqual([])
    expect(alongside(['view', 'book', 'override_block'], ['view'], 'book')).toEqual(['override_block'])
  })

  test('alone changes nothing else', () => {
    expect(afterTick(['view', 'book'], 'reason', true)).toEqual(['view', 'reason', 'book'])
    expect(alongside(['view', 'book'], ['view', 'reason', 'book'], 'reason')).toEqual([])
  })

  test('put and taken back leaves the list as it was', () => {
    for (const right of everything().filter((one) => one !== 'view' && one !== 'book'))
      expect(afterTick(afterTick(['view', 'book'], right, true), right, false)).toEqual(['view', 'book'])
  })
})

test('every right is in one group, once', () => {
  const all = GROUPS.flatMap((group) => group.rights)
  expect(new Set(all).size).toBe(all.length)
  const known: Record<Right, true> = {
    view: true,
    book: true,
    move: true,
    cancel: true,
    reason: true,
    contact: true,
    remarks: true,
    documents: true,
    sms: true,
    waiting_list: true,
    extras: true,
    blocking: true,
    override_block: true,
    leave: true,
    events: true,
    missions: true,
    chat: true,
    statistics: true,
    settings: true,
  }
  expect([...all].sort()).toEqual(Object.keys(known).sort())
})

test('administrators have the agenda by their role, not what is said in the room', () => {
  const boss = member('administrator')
  expect([byRole(boss, 'book'), byRole(boss, 'reason'), byRole(boss, 'remarks')]).toEqual([true, false, false])
  expect(byRole(member('secretary'), 'book')).toBe(false)
})

test('the owner, the disabled and those from outside have no column', () => {
  const people = [
    member('administrator'),
    member('practitioner', { practitioner_id: 'lefevre' }),
    member('secretary', { name: 'Zoé', id: 'z' }),
    member('secretary', { name: 'Ana', id: 'a' }),
    member('secretary', { disabled: true }),
    member('replacement'),
    member('outside_colleague'),
  ]
  expect(columnsOf(people, 'lefevre').map((one) => one.name)).toEqual(['Ana', 'Zoé', 'administrator'])
  const both = [member('administrator', { person_id: 'practitioner' }), ...people]
  expect(columnsOf(both, 'lefevre').map((one) => one.id)).toEqual(['a', 'z', 'administrator'])
  expect(columnsOf(people, 'benali').map((one) => one.name)).toEqual(['Ana', 'Zoé', 'practitioner', 'administrator'])
})
