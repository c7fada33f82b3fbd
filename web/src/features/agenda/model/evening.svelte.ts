/** A demo opened once the day is over begins with the next one: there something is still to come. */
import { t } from '$i18n'
import { session } from '$lib/desk/session.svelte'
import { longDay } from '$lib/time/format'
import { notices } from '$lib/ui'
import { agendas } from './agendas.svelte'
import { isOver } from './slots'
import { view } from './view.svelte'

let isDecided = false

/** Call it while the agenda is set up. Decides once, when today is there; an address that names a day is left alone. */
export function beginWhereThingsHappen(): void {
  $effect(() => {
    if (isDecided || !session.me.demo) return
    const { today } = view
    const shown = view.shown.flatMap(({ id }) => agendas.get(id) ?? [])
    const isThere = shown.length > 0 && shown.every((agenda) => agenda.holds(today))
    if (view.day === today && !isThere) return
    isDecided = true
    const spans = shown.flatMap((agenda) => [...agenda.column(today).appointments.values()])
    if (view.day !== today || !isOver(spans, view.minute)) return
    view.jump(() => view.step(1))
    notices.tell(t('agenda.evening', longDay(view.day)), {
      actions: [{ label: t('common.today'), run: () => view.goToday() }],
    })
  })
}
