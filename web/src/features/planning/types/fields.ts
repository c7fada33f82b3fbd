/** The form of an appointment type (F075): its fields, and the periods of notice people choose from. Pure. */
import type { AppointmentTypeFields, AppointmentTypeView, Conditions } from '$lib/api'

export type Fields = Required<Omit<AppointmentTypeFields, 'conditions'>> & { conditions: Required<Conditions> }

export const NEW_TYPE: Fields = {
  name: '',
  duration: 20,
  hue: 245,
  online: false,
  teleconsultation: false,
  availability: 'fixed',
  must_fit: false,
  message: '',
  conditions: {
    audience: 'everyone',
    min_age: null,
    max_age: null,
    min_notice: 0,
    max_notice: 365,
    per_day: null,
    referral: false,
  },
  followed_by: null,
  amount: null,
}

/** What the form starts from. */
export function fieldsOf(type: AppointmentTypeView): Fields {
  const { name, duration, hue, online, teleconsultation, availability, must_fit, message, followed_by } = type
  const conditions = { ...NEW_TYPE.conditions, ...type.conditions }
  const amount = type.amount ?? null
  return {
    name,
    duration,
    hue,
    online,
    teleconsultation,
    availability,
    must_fit,
    message,
    followed_by,
    conditions,
    amount,
  }
}

/** Minutes before the appointment at which booking closes. */
export const MIN_NOTICES = [0, 60, 120, 240, 720, 1440, 2880, 4320, 10_080] as const
/** Days before the appointment at which booking opens. */
export const MAX_NOTICES = [7, 14, 30, 60, 90, 180, 365, 730] as const

/** The list with a value of one's own in its place. */
export function withOwn(list: readonly number[], value: number): number[] {
  return list.includes(value) ? [...list] : [...list, value].sort((a, b) => a - b)
}

/** What is wrong, by field. */
export function faultsOf(fields: Fields): { name?: true; duration?: true; ages?: true } {
  const { min_age, max_age } = fields.conditions
  return {
    ...(fields.name.trim() ? {} : { name: true as const }),
    ...(Number.isInteger(fields.duration) && fields.duration >= 1 && fields.duration <= 1440
      ? {}
      : { duration: true as const }),
    ...(min_age !== null && max_age !== null && max_age < min_age ? { ages: true as const } : {}),
  }
}

/** The types that may follow this one without leading back to it (Q30). */
export function mayFollow(
  type: AppointmentTypeView | null,
  types: readonly AppointmentTypeView[],
): AppointmentTypeView[] {
  const next = new Map(types.map((one) => [one.id, one.followed_by]))
  const leadsBack = (from: string): boolean => {
    const seen = new Set<string>()
    for (let at: string | null | undefined = from; at && !seen.has(at); at = next.get(at)) {
      if (at === type?.id) return true
      seen.add(at)
    }
    return false
  }
  return types.filter((one) => one.id === type?.followed_by || (!one.archived && !leadsBack(one.id)))
}
