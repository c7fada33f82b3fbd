/** Dragging a card with a mouse, a pen or, after a long press, a finger. The columns are found by `data-column`, cards by `data-mission`. */
import type { MissionView } from '$lib/api'
import { moving } from './moving.svelte'
import type { Spot, Status } from './order'

const THRESHOLD = 5
const LONG_PRESS = 420
/** A finger may tremble this much before its press counts as a scroll. */
const TREMBLE = 10
const EDGE = 48
const SPEED = 14

interface Host {
  board: () => HTMLElement
  drop: (mission: MissionView, spot: Spot) => void
}

export class Drag {
  /** A drag has just ended: the click that follows it means nothing. */
  swallowClick = false
  private stop: (() => void) | null = null

  constructor(private readonly host: Host) {}

  end(): void {
    this.stop?.()
  }

  down(event: PointerEvent, mission: MissionView): void {
    this.swallowClick = false
    const card = (event.currentTarget as HTMLElement).closest<HTMLElement>('[data-mission]')
    if (event.button !== 0 || !card) return
    this.stop?.()
    // Whatever the keys had taken stays where it was.
    moving.end()
    const box = card.getBoundingClientRect()
    const grip = { x: event.clientX - box.left, y: event.clientY - box.top }
    let latest = event
    let isOn = false
    let frame = 0
    const begin = () => {
      isOn = true
      this.swallowClick = true
      moving.begin(mission, 'pointer', { status: mission.status, after: null })
      step()
    }
    const step = () => {
      frame = 0
      if (!isOn) return
      moving.at = { x: latest.clientX - grip.x, y: latest.clientY - grip.y, width: box.width }
      this.aim(latest, mission.id)
      if (this.scroll(latest)) frame = requestAnimationFrame(step)
    }
    const isFinger = event.pointerType === 'touch'
    const timer = isFinger
      ? setTimeout(() => {
          navigator.vibrate?.(12)
          begin()
        }, LONG_PRESS)
      : undefined
    const onmove = (at: PointerEvent) => {
      if (at.pointerId !== event.pointerId) return
      latest = at
      const far = Math.hypot(at.clientX - event.clientX, at.clientY - event.clientY)
      if (!isOn && isFinger && far > TREMBLE) return stop()
      if (!isOn && !isFinger && far >= THRESHOLD) begin()
      if (isOn && !frame) frame = requestAnimationFrame(step)
    }
    const onup = (at: PointerEvent) => {
      if (at.pointerId !== event.pointerId) return
      if (isOn) this.aim(at, mission.id)
      const spot = isOn ? moving.spot : null
      stop()
      // The click that this press makes comes before any timer; a later one is meant.
      setTimeout(() => (this.swallowClick = false))
      if (spot) this.host.drop(mission, spot)
    }
    const oncancel = (at: PointerEvent) => at.pointerId === event.pointerId && stop()
    const onkey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape' || !isOn) return
      key.preventDefault()
      key.stopPropagation()
      stop()
    }
    // Once the card is taken the page must not scroll under it, nor offer its menu.
    const hold = (touch: Event) => isOn && touch.preventDefault()
    const stop = () => {
      this.stop = null
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      removeEventListener('pointermove', onmove)
      removeEventListener('pointerup', onup)
      removeEventListener('pointercancel', oncancel)
      removeEventListener('keydown', onkey, true)
      document.removeEventListener('touchmove', hold)
      document.removeEventListener('contextmenu', hold)
      isOn = false
      if (moving.by === 'pointer') moving.end()
    }
    this.stop = stop
    addEventListener('pointermove', onmove)
    addEventListener('pointerup', onup)
    addEventListener('pointercancel', oncancel)
    addEventListener('keydown', onkey, true)
    document.addEventListener('touchmove', hold, { passive: false })
    document.addEventListener('contextmenu', hold)
  }

  /** Which spot lies under the pointer, and where its line is drawn. */
  private aim(at: PointerEvent, carried: string): void {
    const column = [...this.host.board().querySelectorAll<HTMLElement>('[data-column]')].find((one) => {
      const box = one.getBoundingClientRect()
      return box.left <= at.clientX && at.clientX < box.right
    })
    const list = column?.querySelector<HTMLElement>('[data-list]')
    if (!column || !list) return
    const status = column.dataset['column'] as Status
    const top = list.getBoundingClientRect().top - list.scrollTop
    let after: string | null = null
    let line = 0
    for (const card of list.querySelectorAll<HTMLElement>('[data-mission]')) {
      if (card.dataset['mission'] === carried) continue
      const box = card.getBoundingClientRect()
      if (at.clientY < box.top + box.height / 2) break
      after = card.dataset['mission'] ?? null
      line = box.bottom - top
    }
    if (moving.spot?.status !== status || moving.spot.after !== after) moving.spot = { status, after }
    moving.line = line
  }

  /** Near the edge of what scrolls, it scrolls; true while it does. */
  private scroll(at: PointerEvent): boolean {
    const board = this.host.board()
    const box = board.getBoundingClientRect()
    const side = at.clientX < box.left + EDGE ? -SPEED : at.clientX > box.right - EDGE ? SPEED : 0
    const left = board.scrollLeft
    if (side) board.scrollLeft += side
    const list = document
      .elementsFromPoint(at.clientX, at.clientY)
      .map((one) => one.closest<HTMLElement>('[data-list]'))
      .find((one) => one !== null)
    if (!list) return board.scrollLeft !== left
    const edge = list.getBoundingClientRect()
    const up = at.clientY < edge.top + EDGE ? -SPEED : at.clientY > edge.bottom - EDGE ? SPEED : 0
    const top = list.scrollTop
    if (up) list.scrollTop += up
    return board.scrollLeft !== left || list.scrollTop !== top
  }
}
