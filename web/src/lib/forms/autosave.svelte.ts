/** Saves one field of a settings page at a time, each with "Annuler"; colleagues' changes in between are respected. */
import { t } from '$i18n'
import { command, Refusal } from '$lib/api'
import { notices } from '$lib/ui'

interface Versioned {
  id: string
  version: number
}
type Send<View> = (version: number, changes: Partial<View>) => Parameters<typeof command<View>>[0]

export class Autosave<View extends Versioned> {
  /** The version of the last answer: the live view may come a little later. */
  private latest = 0
  private turn: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly view: () => View,
    private readonly send: Send<View>,
  ) {}

  /** Saves a field; `said` names it in the notice. False when it was refused. */
  set<Name extends keyof View>(name: Name, value: View[Name], said: string): Promise<boolean> {
    const saved = this.turn.then(() => this.give(name, value, said))
    this.turn = saved
    return saved
  }

  private async give<Name extends keyof View>(name: Name, value: View[Name], said: string): Promise<boolean> {
    const before = this.view()[name]
    try {
      const version = Math.max(this.view().version, this.latest)
      const { view } = await command(this.send(version, { [name]: value } as unknown as Partial<View>))
      this.latest = view.version
      notices.done(t('forms.saved.what', said), {
        undo: { label: t('common.undo'), run: () => void this.set(name, before, said) },
      })
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('forms.not_saved.what', said), error)
      return false
    }
  }
}
