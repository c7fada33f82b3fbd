/** Keys of a screen. They rest while somebody types, while a window is open, and when the screen is gone. */
import { tinykeys } from 'tinykeys'

export type Keymap = Record<string, (event: KeyboardEvent) => void>

/** Whether a key press belongs to a field or to an open window rather than to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  if (document.querySelector('dialog[open]')) return true
  return Boolean(
    target?.closest('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], [role=menu]'),
  )
}

/** Call it while a component is set up. Names of keys are tinykeys'; `[Shift]+/` also matches French keyboards. */
export function useShortcuts(keymap: Keymap): void {
  const guarded = Object.fromEntries(
    Object.entries(keymap).map(([keys, run]) => [
      keys,
      (event: KeyboardEvent) => {
        if (event.defaultPrevented || isTyping(event)) return
        event.preventDefault()
        run(event)
      },
    ]),
  )
  $effect(() => tinykeys(window, guarded))
}
