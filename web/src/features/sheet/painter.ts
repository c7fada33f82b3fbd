/**
 * Paints a page on two canvases: what is in the drawing on the one below, which changes when a mark does; what is being
 * drawn at this moment on the one above, which is painted anew for every frame. A stroke's paths are made once.
 */
import type { Board } from './board'
import { pathsOf, thinned } from './lines'
import { COLOURS, unpacked, WIDTH, type Colour, type Mark, type Page, type Point, type Words } from './marks'

/** A stroke on its way. */
export interface Passing {
  colour: Colour
  width: number
  points: readonly Point[]
}

interface Drawn {
  at: number
  scale: number
  paths: { times: number; path: Path2D }[]
}

/** How far, in dots of the screen, a line may pass beside where it was drawn. */
const TOLERANCE = 0.25

export class Painter {
  private readonly below: CanvasRenderingContext2D
  private readonly above: CanvasRenderingContext2D
  private readonly drawn = new Map<string, Drawn>()
  private scale = 1
  /** The time of the topmost mark that is painted. */
  private top = 0

  constructor(below: HTMLCanvasElement, above: HTMLCanvasElement) {
    this.below = below.getContext('2d')!
    this.above = above.getContext('2d', { desynchronized: true })!
  }

  /** Makes the canvases as fine as the screen, for a page of this width in CSS pixels. */
  resize(width: number, page: Page): void {
    const fine = Math.min(3, globalThis.devicePixelRatio || 1)
    for (const { canvas } of [this.below, this.above]) {
      canvas.width = Math.round(width * fine)
      canvas.height = Math.round(((width * page.height) / WIDTH) * fine)
    }
    this.scale = this.below.canvas.width / WIDTH
  }

  /** Paints the whole page. */
  all(board: Board, page: string): void {
    this.clear(this.below)
    this.top = 0
    for (const [key, mark] of board.on(page)) this.mark(key, mark)
    for (const key of this.drawn.keys()) if (!board.mark(key)) this.drawn.delete(key)
  }

  /** Paints what changed: on top when it is new and the topmost, otherwise everything. */
  some(board: Board, page: string, keys: ReadonlySet<string>): void {
    const fresh: [string, Mark][] = []
    for (const key of keys) {
      const mark = board.mark(key)
      const known = this.drawn.has(key)
      if (!mark && !known) continue
      if (known || !mark || (mark.page === page && mark.at <= this.top)) return this.all(board, page)
      if (mark.page === page) fresh.push([key, mark])
    }
    for (const [key, mark] of fresh.sort(([, one], [, other]) => one.at - other.at)) this.mark(key, mark)
  }

  /** Paints what is on its way, and nothing else. */
  passing(strokes: Iterable<Passing>): void {
    this.clear(this.above)
    this.above.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    for (const { colour, width, points } of strokes) {
      this.pen(this.above, colour)
      for (const { times, d } of pathsOf(points)) {
        this.above.lineWidth = width * times
        this.above.stroke(new Path2D(d))
      }
    }
  }

  private mark(key: string, mark: Mark): void {
    this.below.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    this.top = Math.max(this.top, mark.at)
    let drawn = this.drawn.get(key)
    if (drawn?.at !== mark.at || drawn.scale !== this.scale) {
      const paths = mark.kind === 'pen' ? pathsOf(thinned(unpacked(mark.points), TOLERANCE / this.scale)) : []
      drawn = { at: mark.at, scale: this.scale, paths: paths.map(({ times, d }) => ({ times, path: new Path2D(d) })) }
      this.drawn.set(key, drawn)
    }
    this.pen(this.below, mark.colour)
    if (mark.kind === 'text') return write(this.below, mark)
    for (const { times, path } of drawn.paths) {
      this.below.lineWidth = mark.width * times
      this.below.stroke(path)
    }
  }

  private pen(context: CanvasRenderingContext2D, colour: Colour): void {
    context.strokeStyle = context.fillStyle = COLOURS[colour]
    context.lineCap = context.lineJoin = 'round'
  }

  private clear(context: CanvasRenderingContext2D): void {
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, context.canvas.width, context.canvas.height)
  }
}

/** Lines of text from their top left corner. */
function write(context: CanvasRenderingContext2D, { size, x, y, text }: Words): void {
  context.font = `500 ${size}px Inter, system-ui, sans-serif`
  context.textBaseline = 'top'
  text.split('\n').forEach((line, index) => context.fillText(line, x, y + index * size * 1.3))
}
