/** The mission that is being carried: with the pointer a line says where it would lie, with the keys it goes there at once. */
import type { MissionView } from '$lib/api'
import type { Spot } from './order'

class Moving {
  mission = $state.raw<MissionView | null>(null)
  by = $state<'pointer' | 'keys'>('pointer')
  spot = $state.raw<Spot | null>(null)
  /** Where the pointer holds it, and how wide it is. */
  at = $state.raw<{ x: number; y: number; width: number } | null>(null)
  /** Where in a column the line lies, pixels from the top of its list. */
  line = $state.raw<number | null>(null)

  begin(mission: MissionView, by: 'pointer' | 'keys', spot: Spot): void {
    this.mission = mission
    this.by = by
    this.spot = spot
  }
  end(): void {
    this.mission = null
    this.spot = null
    this.at = null
    this.line = null
  }
}

export const moving = new Moving()
