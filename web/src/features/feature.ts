/** What a feature brings to the application beside its routes (those are listed in `router.ts`). */
import type { Component } from 'svelte'
import type { PlainKey } from '$i18n'
import type { WindowLoaders } from '$lib/desk/windows.svelte'

export type Icon = Component<{ size?: number; strokeWidth?: number; 'aria-hidden'?: 'true' }>

/** An entry of the side menu (F004). */
export interface Place {
  path: string
  text: PlainKey
  icon: Icon
  /** Order in the menu. */
  rank: number
  /** Hidden when it answers false. */
  when?: () => boolean
}

/** An entry of the header's quick actions (F005, F006). */
export interface QuickAction {
  text: PlainKey
  icon: Icon
  rank: number
  when?: () => boolean
  /** Its key on the agenda, shown beside it. */
  kbd?: string
  run: () => void
}

/** A line of the keyboard help. */
export interface KeyHelp {
  keys: string
  text: PlainKey
}

export interface Feature {
  places?: readonly Place[]
  actions?: readonly QuickAction[]
  windows?: WindowLoaders
  keys?: { title: PlainKey; lines: readonly KeyHelp[] }
}
