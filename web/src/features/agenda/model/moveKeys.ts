/** The keys of a block on its way, wherever the focus is; buttons and lists keep theirs. */
import { moving } from './moving.svelte'
import { STEP } from './slots'

const KEYS: Record<string, (shift: boolean) => void> = {
  ArrowUp: (shift) => (shift ? moving.stretch(-STEP) : moving.shift(-STEP)),
  ArrowDown: (shift) => (shift ? moving.stretch(STEP) : moving.shift(STEP)),
  ArrowLeft: () => moving.sideways(-1),
  ArrowRight: () => moving.sideways(1),
  PageUp: () => void moving.hop(-1),
  PageDown: () => void moving.hop(1),
  Enter: () => moving.drop(),
  Escape: () => moving.abandon(),
}

export function moveKeys(event: KeyboardEvent): void {
  if (moving.ghost?.by !== 'keys') return
  const isElsewhere = (event.target as HTMLElement).closest('select, [role=toolbar] button')
  const act = isElsewhere && event.key !== 'Escape' ? undefined : KEYS[event.key]
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act(event.shiftKey)
}
