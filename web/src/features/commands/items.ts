/** One line of the palette: what it says, what Enter does, and whose minutes it points at. */
import type { Component } from 'svelte'
import type { Wish } from '$features/booking/claim.svelte'
import type { PlainKey } from '$i18n'

export interface Item {
  id: string
  group: PlainKey
  title: string
  detail?: string
  /** At the far right. */
  aside?: string
  icon?: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  /** The colour of a type or a person. */
  hue?: number
  /** What Enter will do, in a sentence: the preview. */
  preview: string
  /** A slot: one's hand goes on it while the line is chosen. */
  wish?: Wish
  /** Enter. Answering `stay`, now or later, keeps the palette open for the next step. */
  pick: () => unknown
}
