/** Files on their way to missions: they go on, and say how it ended, when the window that sent them is closed. */
import { t } from '$i18n'
import type { OnItsWay } from '$features/documents/OnTheirWay.svelte'
import { reasonOf, Refusal, sendFile, tooLarge, type MissionFile, type Sending } from '$lib/api'
import { notices } from '$lib/ui'
import { newId } from './form'

export const ACCEPTED =
  '.pdf,.jpg,.jpeg,.png,.gif,.bmp,.tif,.tiff,.docx,.xlsx,.odt,.ods,.txt,.csv,application/pdf,image/*'

interface Enclosed extends OnItsWay {
  readonly mission: string
}

class Enclosing {
  private sending = $state<Enclosed[]>([])

  of(mission: string): readonly OnItsWay[] {
    return this.sending.filter((one) => one.mission === mission)
  }

  add(mission: string, files: Iterable<File>): void {
    for (const file of files) void this.send(mission, file, newId())
  }

  /** Under the same identifier however often: it is there once. */
  private async send(mission: string, file: File, id: string): Promise<void> {
    let under: Sending<MissionFile> | null = null
    const drop = () => {
      under?.stop()
      this.sending = this.sending.filter((one) => one.id !== id)
    }
    const again = () => {
      drop()
      void this.send(mission, file, id)
    }
    this.sending.push({ id, mission, name: file.name, part: 0, refusal: null, again, drop })
    const line = this.sending[this.sending.length - 1]!
    const refuse = (why: string) => {
      line.refusal = why
      notices.failed(t('missions.files.failed', file.name), why)
    }
    if (tooLarge(file)) return refuse(t('documents.too_large'))
    under = sendFile<MissionFile>(`/api/missions/${mission}/files`, file, { id }, (part) => (line.part = part))
    try {
      await under.done
      this.sending = this.sending.filter((one) => one.id !== id)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code !== 'stopped') refuse(error.code === 'too_large' ? t('documents.too_large') : reasonOf(error))
    }
  }
}

export const enclosing = new Enclosing()
