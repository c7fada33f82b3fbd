/** Somebody's file, or an action whose words begin so. */
import Phone from '@lucide/svelte/icons/phone'
import UserPlus from '@lucide/svelte/icons/user-plus'
import { t } from '$i18n'
import { mayWrite, practicesToSearch } from '$features/patients/may'
import { searchPatients } from '$features/patients/search'
import { isNumber } from '$features/phone/number'
import { practicesToAnswer } from '$features/phone/phone.svelte'
import { fullName } from '$features/patients/words'
import { windows } from '$lib/desk/windows.svelte'
import { actionsFor } from '../actions'
import type { Item } from '../items'
import { patientItem } from './lines'
import type { Settled } from './settled'

export async function found(text: string, settled: Settled): Promise<Item[]> {
  const hits = text.trim().length < 2 ? [] : await searchPatients(practicesToSearch(), text, 8)
  const open = hits.map((hit) =>
    patientItem(hit, t('commands.preview.file', fullName(hit)), () => {
      void windows.open('patient', { patientId: hit.id })
    }),
  )
  return [...callers(text), ...open, ...actionsFor(settled.text, 5), ...creation(text)]
}

/** A number may be a caller's: his card shows everybody who has it. */
function callers(text: string): Item[] {
  if (!isNumber(text) || !practicesToAnswer().length) return []
  return [
    {
      id: 'caller',
      group: 'commands.group.do',
      title: t('phone.card.of', text.trim()),
      icon: Phone,
      preview: t('phone.card.preview'),
      pick: () => void windows.open('caller', { number: text.trim() }),
    },
  ]
}

/** Opening a file for somebody who was not found. */
export function creation(text: string): Item[] {
  return text.trim().length < 2 ? [] : newFile(text.trim())
}

/** "Nouveau patient", with or without a name. */
export function newFile(name: string): Item[] {
  if (!practicesToSearch().some(mayWrite)) return []
  return [
    {
      id: 'create',
      group: 'commands.group.do',
      title: name ? t('patients.create.named', name) : t('patients.new'),
      icon: UserPlus,
      preview: t('patients.new'),
      pick: () => void windows.open('patientCreate', name ? { name } : {}),
    },
  ]
}
