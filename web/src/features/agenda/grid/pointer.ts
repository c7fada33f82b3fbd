/** Pointer gestures on the grid: drag to move, drag the lower edge to resize, drag on empty minutes to draw a range. */
import { session } from '$lib/desk/session.svelte'
import { agendas } from '../model/agendas.svelte'
import type { Span } from '../model/lanes'
import { freeStarts, moving } from '../model/moving.svelte'
import { snap, STEP } from '../model/slots'

/** A range being drawn on an empty column. */
export interface Drawn extends Span {
  practitionerId: string
  day: string
}

interface Place {
  body: () => HTMLElement
  scroller: () => HTMLElement
  axis: () => Span
  draw: (drawn: Drawn | null) => void
  drawn: (drawn: Drawn) => void
}

interface ColumnBox {
  practitionerId: string
  day: string
  left: number
  right: number
}

const THRESHOLD = 4
/** The lower edge of a block, by which it is made longer or shorter. */
const GRIP = 6
const LONG_PRESS = 420
/** A finger may tremble this much before its press counts as a scroll. */
const TREMBLE = 10
const EDGE = 44
const EDGE_SPEED = 14

export class Pointer {
  /** A drag has just ended: the click that follows it means nothing. */
  swallowClick = false
  private stop: (() => void) | null = null

  constructor(private readonly place: Place) {}

  readonly down = (event: PointerEvent): void => {
    this.swallowClick = false
    if (event.button !== 0 || moving.ghost) return
    const target = event.target as HTMLElement
    const block = target.closest<HTMLElement>('[data-appointment]')
    if (block) return this.pressBlock(event, block)
    const column = target.closest<HTMLElement>('[data-column]')
    const isOpen = target === column || target.closest('[data-free]')
    if (column && isOpen && event.pointerType === 'mouse') this.pressEmpty(event, column)
  }

  /** Ends whatever is under way; for a grid that goes away. */
  end(): void {
    this.stop?.()
  }

  private pressBlock(event: PointerEvent, block: HTMLElement): void {
    const appointment = agendas.board.onScreen(block.dataset['appointment'] as string)
    if (!appointment || !session.may('move', appointment.practitioner_id)) return
    const box = block.getBoundingClientRect()
    const kind = event.clientY >= box.bottom - GRIP ? 'resize' : 'move'
    const grab = event.clientY - box.top
    if (event.pointerType === 'mouse') {
      this.follow(event, {
        starts: (at) => Math.hypot(at.clientX - event.clientX, at.clientY - event.clientY) >= THRESHOLD,
        begin: () => moving.begin(appointment, kind, 'pointer'),
        step: (at) => this.carry(at, grab),
        finish: () => moving.drop(),
        abandon: () => moving.abandon(),
      })
      return
    }
    // A finger scrolls; held still for a moment, it takes the block.
    let ready = false
    const timer = setTimeout(() => {
      navigator.vibrate?.(12)
      ready = true
      this.swallowClick = true
      moving.begin(appointment, kind, 'pointer')
    }, LONG_PRESS)
    this.follow(event, {
      starts: (at) => {
        if (!ready && Math.hypot(at.clientX - event.clientX, at.clientY - event.clientY) > TREMBLE) this.end()
        return ready
      },
      begin: () => undefined,
      step: (at) => this.carry(at, grab),
      finish: () => moving.drop(),
      abandon: () => {
        clearTimeout(timer)
        if (ready) moving.abandon()
      },
    })
  }

  private pressEmpty(event: PointerEvent, column: HTMLElement): void {
    const { practitioner: practitionerId, day } = column.dataset as { practitioner: string; day: string }
    const anchor = Math.floor(this.minuteAt(event.clientY) / STEP) * STEP
    let drawn: Drawn | null = null
    this.follow(event, {
      starts: (at) => Math.abs(at.clientY - event.clientY) >= 8,
      begin: () => undefined,
      step: (at) => {
        const minute = Math.round(this.minuteAt(at.clientY) / STEP) * STEP
        const axis = this.place.axis()
        const start = Math.max(axis.start, Math.min(anchor, minute))
        const end = Math.min(axis.end, Math.max(anchor + STEP, minute))
        drawn = { practitionerId, day, start, end }
        this.place.draw(drawn)
      },
      finish: () => {
        this.place.draw(null)
        if (drawn) this.place.drawn(drawn)
      },
      abandon: () => this.place.draw(null),
    })
  }

  private carry(at: PointerEvent, grab: number): void {
    const ghost = moving.ghost
    if (!ghost) return
    const axis = this.place.axis()
    if (ghost.kind === 'resize') {
      const end = Math.round(this.minuteAt(at.clientY) / STEP) * STEP
      moving.put({ end: Math.max(ghost.start + STEP, Math.min(axis.end, end)) })
      return
    }
    const column = this.columnAt(at.clientX)
    const length = ghost.end - ghost.start
    const spot = column ? { practitionerId: column.practitionerId, day: column.day } : {}
    const start = snap(this.minuteAt(at.clientY - grab), length, axis, freeStarts({ ...ghost, ...spot }))
    moving.put({ ...spot, start, end: start + length })
  }

  private minuteAt(clientY: number): number {
    const box = this.place.body().getBoundingClientRect()
    const axis = this.place.axis()
    return axis.start + ((clientY - box.top) / box.height) * (axis.end - axis.start)
  }

  private columns: ColumnBox[] = []

  private columnAt(clientX: number): ColumnBox | undefined {
    const left = this.place.body().getBoundingClientRect().left
    return this.columns.find((one) => one.left + left <= clientX && clientX < one.right + left)
  }

  /** Follows one pointer until it is released; Escape gives up. Steps run once a frame, and while the edge scrolls. */
  private follow(
    first: PointerEvent,
    gesture: {
      starts: (at: PointerEvent) => boolean
      begin: () => void
      step: (at: PointerEvent) => void
      finish: () => void
      abandon: () => void
    },
  ): void {
    this.stop?.()
    const body = this.place.body()
    const origin = body.getBoundingClientRect().left
    this.columns = [...body.querySelectorAll<HTMLElement>('[data-column]')].map((column) => {
      const box = column.getBoundingClientRect()
      const { practitioner, day } = column.dataset as { practitioner: string; day: string }
      return { practitionerId: practitioner, day, left: box.left - origin, right: box.right - origin }
    })
    const pressed = first.target as Element
    let isOn = false
    let latest = first
    let frame = 0
    const step = () => {
      frame = 0
      if (!isOn) return
      gesture.step(latest)
      if (this.scrollEdges(latest)) frame = requestAnimationFrame(step)
    }
    const onmove = (at: PointerEvent) => {
      if (at.pointerId !== first.pointerId) return
      latest = at
      if (!isOn && gesture.starts(at)) {
        isOn = true
        // The browser need not look for what lies under every step.
        pressed.setPointerCapture(first.pointerId)
        gesture.begin()
      }
      if (isOn && !frame) frame = requestAnimationFrame(step)
    }
    const stop = () => {
      this.stop = null
      if (pressed.hasPointerCapture(first.pointerId)) pressed.releasePointerCapture(first.pointerId)
      cancelAnimationFrame(frame)
      removeEventListener('pointermove', onmove)
      removeEventListener('pointerup', onup)
      removeEventListener('pointercancel', oncancel)
      removeEventListener('keydown', onkey, true)
      document.removeEventListener('touchmove', ontouch)
    }
    const abandon = () => {
      stop()
      gesture.abandon()
    }
    const onup = (at: PointerEvent) => {
      if (at.pointerId !== first.pointerId) return
      if (!isOn) return abandon()
      latest = at
      gesture.step(at)
      stop()
      this.swallowClick = true
      gesture.finish()
    }
    const oncancel = (at: PointerEvent) => at.pointerId === first.pointerId && abandon()
    const onkey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return
      key.preventDefault()
      key.stopPropagation()
      this.swallowClick = true
      abandon()
    }
    // Once the block is taken the page must not scroll under it.
    const ontouch = (touch: TouchEvent) => {
      if (moving.ghost) touch.preventDefault()
    }
    this.stop = abandon
    addEventListener('pointermove', onmove)
    addEventListener('pointerup', onup)
    addEventListener('pointercancel', oncancel)
    addEventListener('keydown', onkey, true)
    document.addEventListener('touchmove', ontouch, { passive: false })
  }

  private scrollEdges(at: PointerEvent): boolean {
    const scroller = this.place.scroller()
    const box = scroller.getBoundingClientRect()
    const pull = (before: number, after: number) => (before < EDGE ? -EDGE_SPEED : after < EDGE ? EDGE_SPEED : 0)
    const x = pull(at.clientX - box.left, box.right - at.clientX)
    const y = pull(at.clientY - box.top, box.bottom - at.clientY)
    if (!x && !y) return false
    const { scrollLeft, scrollTop } = scroller
    scroller.scrollBy(x, y)
    return scroller.scrollLeft !== scrollLeft || scroller.scrollTop !== scrollTop
  }
}
