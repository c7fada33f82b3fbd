/** "dupont suivi mardi matin": whom, then the best slots, claimed in turn. Among several of a name, nobody is guessed. */
import CalendarPlus from '@lucide/svelte/icons/calendar-plus'
import { t } from '$i18n'
import { view as screen } from '$features/agenda/model/view.svelte'
import { practitionerName } from '$features/agenda/words'
import { submit } from '$features/booking/submit'
import { practicesToSearch } from '$features/patients/may'
import { searchPatients, type Hit } from '$features/patients/search'
import { fullName } from '$features/patients/words'
import type { FoundSlot } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { actionsFor } from '../actions'
import type { Item } from '../items'
import { findSlots, slotLine, whenText } from '../slots'
import { certain } from './certain'
import { creation } from './finding'
import { patientItem } from './lines'
import type { Settled, Wish } from './settled'

export async function booking(wish: Wish, settled: Settled): Promise<Item[]> {
  if (wish.patient && !settled.patient) {
    const practiceIds = wish.practitionerId
      ? [practices.practitioner(wish.practitionerId)?.practice_id ?? '']
      : practicesToSearch()
    const hits = await searchPatients(practiceIds, wish.patient, 6)
    const only = certain(hits)
    // Somebody certain goes straight to the slots; among several, nobody is guessed.
    if (only) return slots(wish, only, settled)
    const choose = hits.map((hit) =>
      patientItem(hit, t('commands.preview.choose', fullName(hit)), () => settled.choosePatient(hit)),
    )
    return [...choose, ...creation(wish.patient), ...actionsFor(settled.text, 2)]
  }
  return slots(wish, settled.patient, settled)
}

async function slots(wish: Wish, patient: Hit | null, settled: Settled): Promise<Item[]> {
  const found = await findSlots(
    bookable(wish.practitionerId, patient?.practiceId),
    { name: wish.typeName },
    wish.when,
    screen.today,
  )
  const items = found.map((one): Item => {
    const line = slotLine(one, wish.when.duration ?? undefined)
    const preview = patient
      ? t(
          'commands.preview.book',
          fullName(patient),
          whenText(one),
          practitionerName(practices.practitioner(one.practitioner_id)),
        )
      : t('commands.preview.window', whenText(one))
    return {
      ...line,
      group: 'commands.group.slots',
      icon: CalendarPlus,
      preview,
      pick: () => book(one, patient, wish.when.duration, settled),
    }
  })
  if (!items.length && patient) {
    return [
      patientItem(
        patient,
        t('commands.preview.file', fullName(patient)),
        () => void windows.open('patient', { patientId: patient.id }),
      ),
    ]
  }
  return items
}

async function book(found: FoundSlot, patient: Hit | null, duration: number | null, settled: Settled): Promise<void> {
  const { slot, practitioner_id } = found
  if (!patient) {
    await windows.open('booking', {
      practitionerId: practitioner_id,
      typeId: slot.type_id,
      startsAt: slot.starts_at,
      extraId: slot.extra_id ?? null,
    })
    return
  }
  const held = await settled.claim.settled()
  const own = (Date.parse(slot.ends_at) - Date.parse(slot.starts_at)) / 60_000
  const answer = await submit(
    null,
    {
      practitionerId: practitioner_id,
      typeId: slot.type_id,
      startsAt: slot.starts_at,
      duration: duration ?? own,
      typeDuration: own,
      extraId: slot.extra_id ?? null,
      free: duration !== null && duration !== own,
      locationId: slot.location_id,
      patientId: patient.id,
      bookerId: null,
      reason: '',
      notes: '',
      messageToStaff: '',
      messageToPatient: '',
      smsOff: false,
      alsoWaiting: false,
      claimId: held?.id ?? null,
    },
    practices.zone(slot.location_id),
  )
  if (answer !== 'given_up' && 'done' in answer) settled.claim.served()
}

/** Whose slots are offered: the one named, otherwise those on the screen, otherwise everybody's. */
function bookable(practitionerId: string | null, practiceId: string | undefined): string[] {
  const may = screen.everybody.filter(
    (one) => session.may('book', one.id) && (!practiceId || one.practice_id === practiceId),
  )
  if (practitionerId) return may.some((one) => one.id === practitionerId) ? [practitionerId] : []
  const shown = new Set(screen.shown.map((one) => one.id))
  const there = may.filter((one) => shown.has(one.id))
  return (there.length ? there : may).map((one) => one.id)
}
