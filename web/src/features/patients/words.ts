/** Sentences about patients. */
import { t, type PlainKey } from '$i18n'
import type { PatientBrief, Shape } from '$lib/api'
import { clock } from '$lib/time/clock.svelte'
import { ageOn } from '$lib/time/format'
import { today, toWall } from '$lib/time/zones'
import { birthText, monthsOld } from './births'

export type Tie = Shape<'TiedTo'>['tie']
export type Contact = Shape<'ContactView'>
export type Found = Shape<'FoundPatient'>
/** A file that may be the same person's, as the refusal of a new one lists it. */
export interface Duplicate {
  patient: PatientBrief
  reasons: ('phone' | 'identity')[]
}
type Sex = Shape<'PatientFields'>['sex']

export const TIES: readonly Tie[] = ['child', 'parent', 'partner', 'sibling', 'dependent', 'guardian', 'other']

/** "DURAND Inès", "MARTIN (née DURAND) Inès". */
export function fullName(patient: { last_name: string; first_name: string; birth_name?: string }): string {
  const birth =
    patient.birth_name && patient.birth_name !== patient.last_name
      ? ` (${t('patients.born', patient.birth_name.toLocaleUpperCase())})`
      : ''
  return `${patient.last_name.toLocaleUpperCase()}${birth} ${patient.first_name}`
}

/** Today, for ages: the day of this device. */
export const here = () => today(clock.minute, Intl.DateTimeFormat().resolvedOptions().timeZone)

/** "41 ans", "7 mois". */
export function ageText(born: string): string {
  const day = here()
  const months = monthsOld(born, day)
  return months < 24 ? t('patients.age.months', Math.max(0, months)) : t('patients.age.years', ageOn(born, day))
}

/** "12/03/1985 · 41 ans". */
export function bornText(born: string | null): string {
  return born ? `${birthText(born)} · ${ageText(born)}` : ''
}

const TIE: Record<Tie, PlainKey> = {
  child: 'patients.tie.child',
  parent: 'patients.tie.parent',
  partner: 'patients.tie.partner',
  sibling: 'patients.tie.sibling',
  dependent: 'patients.tie.dependent',
  guardian: 'patients.tie.guardian',
  other: 'patients.tie.other',
}
export const tieText = (tie: Tie) => t(TIE[tie])

const KIND: Record<Contact['kind'], PlainKey> = {
  mobile: 'patients.mobile',
  phone: 'patients.phone',
  email: 'patients.email',
}
export const kindText = (kind: Contact['kind']) => t(KIND[kind])

const SEX: Record<NonNullable<Sex>, PlainKey> = {
  '': 'patients.sex.unsaid',
  f: 'patients.sex.f',
  m: 'patients.sex.m',
  x: 'patients.sex.x',
}
export const SEXES = Object.keys(SEX) as (keyof typeof SEX)[]
export const sexText = (sex: keyof typeof SEX) => t(SEX[sex])

/** Why a search found somebody, when the name alone does not tell. */
export function matchText(match: Found['match']): string {
  if (match === 'phone') return t('patients.match.phone')
  if (match === 'email') return t('patients.match.email')
  if (match === 'birth_date') return t('patients.match.birth_date')
  if (match === 'sound' || match === 'near') return t('patients.match.near')
  return ''
}

/** The local day of an appointment, for grouping and comparing. */
export const dayOf = (instant: string, zone: string) => toWall(instant, zone).day

const FIELDS: Record<keyof Shape<'PatientFields'>, PlainKey> = {
  last_name: 'patients.last_name',
  first_name: 'patients.first_name',
  birth_name: 'patients.birth_name',
  birth_date: 'patients.birth',
  sex: 'patients.sex',
  address: 'patients.address',
  remarks: 'patients.remarks',
  sms_off: 'patients.sms_off',
  contacts: 'patients.contacts',
}
export const fieldText = (field: keyof Shape<'PatientFields'>) => t(FIELDS[field])
