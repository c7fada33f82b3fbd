/** Ticks being saved: each shows at once, is undone with one press, and goes back when it is refused. */
import { SvelteMap } from 'svelte/reactivity'
import { t } from '$i18n'
import { api, command, Refusal, type MemberView, type Right } from '$lib/api'
import { notices } from '$lib/ui'
import { afterTick, alongside, EVERY_AGENDA, everything, ticked } from './rules'

export class Ticking {
  private pending = new SvelteMap<string, readonly Right[]>()

  constructor(readonly agenda: string) {}

  /** What is ticked, with what is on its way. */
  of(member: MemberView): readonly Right[] {
    return this.pending.get(member.id) ?? ticked(member, this.agenda)
  }

  tick(member: MemberView, right: Right, on: boolean): Promise<boolean> {
    const before = this.of(member)
    const after = afterTick(before, right, on)
    const others = alongside(before, after, right).map((one) => t(`settings.right.${one}`))
    const text = others.length
      ? t(on ? 'settings.rights.with' : 'settings.rights.without', others.join(', '))
      : undefined
    const title = t(
      on ? 'settings.rights.ticked' : 'settings.rights.unticked',
      t(`settings.right.${right}`),
      member.name,
    )
    return this.put(member, before, after, title, text)
  }

  all(member: MemberView, on: boolean): Promise<boolean> {
    const title = t(on ? 'settings.rights.all_ticked' : 'settings.rights.all_unticked', member.name)
    return this.put(member, this.of(member), on ? everything() : [], title)
  }

  /** The same as another member, or as on every agenda. */
  like(member: MemberView, rights: readonly Right[], title: string): Promise<boolean> {
    return this.put(member, this.of(member), rights, title)
  }

  /** The list of this agenda for every agenda of the practice, those with a list of their own included. */
  async everywhere(member: MemberView): Promise<void> {
    const rights = [...this.of(member)]
    const agendas = [EVERY_AGENDA, ...Object.keys(member.rights).filter((one) => one !== EVERY_AGENDA)]
    try {
      for (const agenda of agendas) await this.send(member, agenda, rights)
      notices.done(t('settings.rights.everywhere.done', member.name))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('settings.rights.failed', member.name), error)
    }
  }

  private async put(
    member: MemberView,
    before: readonly Right[],
    after: readonly Right[],
    title: string,
    text?: string,
  ): Promise<boolean> {
    this.pending.set(member.id, after)
    try {
      await this.send(member, this.agenda, after)
      const run = () => void this.put(member, after, before, t('settings.rights.put_back', member.name))
      notices.done(title, { text, undo: { label: t('common.undo'), run } })
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('settings.rights.failed', member.name), error)
      return false
    } finally {
      if (this.pending.get(member.id) === after) this.pending.delete(member.id)
    }
  }

  private async send(member: MemberView, agenda: string, rights: readonly Right[]): Promise<void> {
    const path = { member_id: member.id }
    const body = { practitioner_id: agenda, rights: [...rights] }
    await command(() => api.PUT('/api/members/{member_id}/rights', { params: { path }, body }))
  }
}
