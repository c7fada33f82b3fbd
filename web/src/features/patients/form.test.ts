import { expect, test } from 'vitest'
import type { PatientView } from '$lib/api'
import { changed, contact, fieldsOf, formOf, isComplete, newForm } from './form'
import { phoneText } from './phones'
import { draftOf } from './typed'

const TODAY = '2026-11-22'
const view = {
  last_name: 'Durand',
  first_name: 'Inès',
  birth_name: '',
  birth_date: '1985-03-12',
  sex: 'f',
  address: null,
  remarks: null,
  sms_off: false,
  contacts: [{ kind: 'mobile', value: '+33639980001', provenance: 'own' }],
} as unknown as PatientView

test('a new file asks for a mobile and an e-mail, and keeps what was typed to search', () => {
  const form = newForm(draftOf('durand ines@exemple.fr', TODAY))
  expect(form.contacts.map(({ kind, value }) => [kind, value])).toEqual([
    ['mobile', ''],
    ['email', 'ines@exemple.fr'],
  ])
  expect(fieldsOf(form, TODAY).contacts).toEqual([{ kind: 'email', value: 'ines@exemple.fr', provenance: 'own' }])
})

test('what was not touched is not sent', () => {
  const before = fieldsOf(formOf(view, phoneText), TODAY)
  const form = formOf(view, phoneText)
  form.first_name = 'Inès-Marie '
  expect(changed(before, fieldsOf(form, TODAY))).toEqual({ first_name: 'Inès-Marie' })
  form.contacts.push(contact('email', 'i@exemple.fr', 'holder'))
  expect(Object.keys(changed(before, fieldsOf(form, TODAY)))).toEqual(['first_name', 'contacts'])
})

test('a file needs both names, and a birth date that exists', () => {
  const form = newForm(draftOf('durand', TODAY))
  expect(isComplete(form, TODAY)).toBe(false)
  form.first_name = 'Inès'
  expect(isComplete(form, TODAY)).toBe(true)
  form.birth = '31/02/1985'
  expect(isComplete(form, TODAY)).toBe(false)
})
