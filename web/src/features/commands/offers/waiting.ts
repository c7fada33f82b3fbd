/** "attente dupont suivi". */
import ListPlus from '@lucide/svelte/icons/list-plus'
import { t } from '$i18n'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { practicesToSearch } from '$features/patients/may'
import { searchPatients } from '$features/patients/search'
import { fullName } from '$features/patients/words'
import { windows } from '$lib/desk/windows.svelte'
import { actionsFor } from '../actions'
import type { Item } from '../items'
import { patientItem } from './lines'
import type { Wish } from './settled'

export async function waiting(wish: Wish): Promise<Item[]> {
  const hits = wish.patient ? await searchPatients(practicesToSearch(), wish.patient, 8) : []
  const offered = wish.practitionerId ? agendas.get(wish.practitionerId)?.offered : undefined
  const typeId = offered?.find((type) => type.name === wish.typeName)?.id
  const items = hits.map((hit) => ({
    ...patientItem(hit, t('commands.preview.wait', fullName(hit)), () => {
      void windows.open('waiting', { patientId: hit.id, practitionerId: wish.practitionerId ?? undefined, typeId })
    }),
    icon: ListPlus,
  }))
  return [...items, ...actionsFor(t('waitlist.title'), 2)]
}
