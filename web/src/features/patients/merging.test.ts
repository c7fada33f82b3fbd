import { expect, test } from 'vitest'
import type { PatientView } from '$lib/api'
import { preview } from './merging'

const file = (id: string, fields: Partial<PatientView>): PatientView =>
  ({
    id,
    birth_name: '',
    birth_date: null,
    sex: '',
    address: '',
    remarks: '',
    sms_off: false,
    contacts: [],
    relatives: [],
    upcoming: [],
    past: [],
    ...fields,
  }) as unknown as PatientView
const mobile = (value: string) => ({ kind: 'mobile' as const, value, provenance: 'own' as const })
const tied = (id: string) => ({ patient: { id }, tie: 'child' }) as unknown as PatientView['relatives'][number]
const visit = {} as PatientView['past'][number]

test('the kept file keeps what it says and takes what it lacks', () => {
  const result = preview(
    file('a', { birth_date: '1985-03-12', address: '1 rue A', contacts: [mobile('+336')], past: [visit] }),
    file('b', {
      birth_date: '1985-03-21',
      sex: 'f',
      address: '2 rue B',
      contacts: [mobile('+336'), mobile('+337')],
      upcoming: [visit, visit],
      sms_off: true,
    }),
  )
  expect(result).toMatchObject({
    birth_date: '1985-03-12',
    sex: 'f',
    address: '1 rue A',
    appointments: 3,
    sms_off: true,
  })
  expect(result.contacts.map((one) => one.value)).toEqual(['+336', '+337'])
})

test('remarks are put together, nothing twice', () => {
  expect(preview(file('a', { remarks: 'Allergie. Sourd.' }), file('b', { remarks: 'Sourd.' })).remarks).toBe(
    'Allergie. Sourd.',
  )
  expect(preview(file('a', { remarks: 'Allergie.' }), file('b', { remarks: 'Sourd.' })).remarks).toBe(
    'Allergie.\n\nSourd.',
  )
})

test('ties are counted once, and not with oneself', () => {
  const a = file('a', { relatives: [tied('x'), tied('b')] })
  expect(preview(a, file('b', { relatives: [tied('x'), tied('y'), tied('a')] })).relatives).toBe(2)
})
