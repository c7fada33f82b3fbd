/**
 * What the others do at this moment and nobody keeps: their strokes while they are drawn, and where they point (F169).
 * It comes as signals, which may be lost or be anything: what cannot be read is ignored.
 */
import type { SignalFrame } from '$lib/live/frames'
import { decode } from './base64'
import { isColour, LONGEST_STROKE, TALLEST, unpacked, whole, WIDTH, type Colour, type Point } from './marks'

/** Milliseconds after which a pointer that does not move fades, and a stroke of which nothing more is heard is dropped. */
export const POINTER_FADES = 3_000
export const STROKE_FADES = 10_000
const MOST = 16

export interface PassingStroke {
  page: string
  colour: Colour
  width: number
  points: Point[]
  heard: number
}

export interface Pointing {
  name: string
  page: string
  x: number
  y: number
  heard: number
}

export class Passing {
  readonly strokes = new Map<string, PassingStroke>()
  /** By connection: two devices of one person point twice. */
  readonly pointers = new Map<string, Pointing>()

  /** Takes in a signal; says whether anything changed. */
  hear({ name, body, by, from }: Pick<SignalFrame, 'name' | 'body' | 'by' | 'from'>, now: number): boolean {
    if (name === 'pen') return this.pen(body, now)
    if (name === 'pointer') return this.point(body, from, by?.name ?? '', now)
    return false
  }

  /** The stroke is in the drawing now, or was given up. */
  drop(keys: Iterable<string>): void {
    for (const key of keys) this.strokes.delete(key)
  }

  /** Forgets what is too old; says whether anything was. */
  fade(now: number): boolean {
    const before = this.strokes.size + this.pointers.size
    for (const [key, stroke] of this.strokes) if (now - stroke.heard > STROKE_FADES) this.strokes.delete(key)
    for (const [key, pointing] of this.pointers) if (now - pointing.heard > POINTER_FADES) this.pointers.delete(key)
    return this.strokes.size + this.pointers.size !== before
  }

  private pen(body: Record<string, unknown>, now: number): boolean {
    const { key, page, colour, from, points } = body
    if (typeof key !== 'string' || key.length > 64) return false
    if (body.gone === true) return this.strokes.delete(key)
    const width = whole(body.width, 1, 1_000)
    const start = whole(from, 0, LONGEST_STROKE)
    if (typeof page !== 'string' || !isColour(colour) || !width || start === null || typeof points !== 'string')
      return false
    let stroke = this.strokes.get(key)
    if (!stroke) {
      if (this.strokes.size >= MOST) return false
      this.strokes.set(key, (stroke = { page, colour, width, points: [], heard: now }))
    }
    const more = read(points)
    // Lost signals leave a straight piece; the stroke itself comes whole when the pen is lifted.
    const fresh = start <= stroke.points.length ? more.slice(stroke.points.length - start) : more
    if (stroke.points.length + fresh.length <= 2 * LONGEST_STROKE) stroke.points.push(...fresh)
    stroke.heard = now
    return true
  }

  private point(body: Record<string, unknown>, from: string, name: string, now: number): boolean {
    if (body.gone === true) return this.pointers.delete(from)
    const x = whole(body.x, 0, WIDTH)
    const y = whole(body.y, 0, TALLEST)
    if (typeof body.page !== 'string' || x === null || y === null) return false
    if (!this.pointers.has(from) && this.pointers.size >= MOST) return false
    this.pointers.set(from, { name: name.slice(0, 60), page: body.page, x, y, heard: now })
    return true
  }
}

function read(points: string): Point[] {
  try {
    return unpacked(decode(points))
  } catch {
    return []
  }
}
