/** Whether messages can reach a patient; a video consultation's links go to his mobile and his e-mail (F028). */
import { t } from '$i18n'
import type { PatientView } from '$lib/api'

/** What is missing, in words; null when nothing is, or when one may not know. */
export function unreachable(patient: PatientView, teleconsultation: boolean): string | null {
  if (patient.contacts === null) return null
  const own = patient.contacts
  const mobile = own.some((one) => one.kind === 'mobile')
  const email = own.some((one) => one.kind === 'email')
  if (teleconsultation && !(mobile && email)) {
    return !mobile && !email
      ? t('booking.reach.video')
      : mobile
        ? t('booking.reach.video.email')
        : t('booking.reach.video.mobile')
  }
  return own.length ? null : t('booking.reach.none')
}
