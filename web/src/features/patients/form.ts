/** A patient's file while it is being typed. Pure. */
import type { PatientView, Shape } from '$lib/api'
import { birthText, readBirth } from './births'
import type { Draft } from './typed'

export type Fields = Required<Shape<'PatientFields'>>
type Kind = 'mobile' | 'phone' | 'email'

export interface TypedContact {
  /** Of this page only, to tell the lines apart. */
  key: number
  kind: Kind
  value: string
  provenance: 'own' | 'holder'
}

export interface Form extends Omit<Fields, 'birth_date' | 'contacts'> {
  birth: string
  contacts: TypedContact[]
}

let nextKey = 1
export const contact = (kind: Kind, value = '', provenance: 'own' | 'holder' = 'own'): TypedContact => ({
  key: nextKey++,
  kind,
  value,
  provenance,
})

/** A new file; a mobile and an e-mail are asked for, because links and reminders go there (F028). */
export function newForm(draft: Draft): Form {
  const contacts = draft.contacts.map(({ kind, value }) => contact(kind, value))
  if (!contacts.some((one) => one.kind !== 'email')) contacts.unshift(contact('mobile'))
  if (!contacts.some((one) => one.kind === 'email')) contacts.push(contact('email'))
  return {
    last_name: draft.last_name,
    first_name: draft.first_name,
    birth_name: '',
    birth: birthText(draft.birth_date),
    sex: '',
    address: '',
    remarks: '',
    sms_off: false,
    contacts,
  }
}

export function formOf(view: PatientView, phoneText: (value: string) => string): Form {
  const known = view.contacts ?? []
  return {
    last_name: view.last_name,
    first_name: view.first_name,
    birth_name: view.birth_name,
    birth: birthText(view.birth_date),
    sex: view.sex,
    address: view.address ?? '',
    remarks: view.remarks ?? '',
    sms_off: view.sms_off,
    contacts: known.map(({ kind, value, provenance }) =>
      contact(kind, kind === 'email' ? value : phoneText(value), provenance),
    ),
  }
}

export function fieldsOf(form: Form, today: string): Fields {
  return {
    last_name: form.last_name.trim(),
    first_name: form.first_name.trim(),
    birth_name: form.birth_name.trim(),
    birth_date: readBirth(form.birth, today),
    sex: form.sex,
    address: form.address.trim(),
    remarks: form.remarks.trim(),
    sms_off: form.sms_off,
    contacts: form.contacts
      .filter(({ value }) => value.trim())
      .map(({ kind, value, provenance }) => ({ kind, value: value.trim(), provenance })),
  }
}

/** The fields that differ, as a change sends them. What one may not see was never given and is left alone. */
export function changed(before: Fields, after: Fields): Partial<Fields> {
  const keys = Object.keys(after) as (keyof Fields)[]
  return Object.fromEntries(
    keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).map((key) => [key, after[key]]),
  )
}

/** Whether it can be saved. */
export function isComplete(form: Form, today: string): boolean {
  const named = form.last_name.trim() !== '' && form.first_name.trim() !== ''
  return named && (form.birth.trim() === '' || readBirth(form.birth, today) !== null)
}
