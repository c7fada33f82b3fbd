/**
 * What is drawn, read with suspicion: anybody at the sheet may write any shape into it. Pure; the other half of
 * `rtc/board/marks.py`.
 *
 * A length is a hundredth of a millimetre of paper: a blank page is a landscape A4; one drawn over a picture is as wide,
 * and as high as the picture's shape makes it. So phone, desk and PDF agree.
 */
export const WIDTH = 29_700
export const HEIGHT = 21_000
export const TALLEST = 59_400
/** The page that is always there. */
export const FIRST = 'first'
export const MOST_PAGES = 20
/** Pages of a document that one may draw over. */
export const MOST_SHEETS = 60
export const LONGEST_TEXT = 500
/** A stroke is ended here and goes on as another one: a change stays small. */
export const LONGEST_STROKE = 2_000
const BYTES = 5

export const COLOURS = {
  black: '#1f2937',
  blue: '#1d4ed8',
  red: '#c81e1e',
  green: '#15803d',
  orange: '#c2410c',
  violet: '#7e22ce',
} as const
export type Colour = keyof typeof COLOURS
export const WIDTHS = { thin: 50, medium: 100, thick: 220 } as const
export type Width = keyof typeof WIDTHS
export const TEXT_SIZE = 700

/** Across, down, pressure (0–255, 128 for a mouse). */
export type Point = readonly [x: number, y: number, pressure: number]

interface Made {
  /** When it was made, which is the order of things. */
  at: number
  page: string
  colour: Colour
}
export interface Stroke extends Made {
  kind: 'pen'
  width: number
  points: Uint8Array
}
export interface Words extends Made {
  kind: 'text'
  size: number
  x: number
  y: number
  text: string
}
export type Mark = Stroke | Words

export interface Page {
  id: string
  height: number
  /** It lies over something that is shown, and that is not kept unless it is a `file`. */
  over: boolean
  /** The document of the exchange that it lies over, by its message, and which of its pages. */
  file: { message: string; page: number } | null
}

export function packed(points: readonly Point[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(points.length * BYTES))
  points.forEach(([x, y, pressure], index) => {
    view.setUint16(index * BYTES, x, true)
    view.setUint16(index * BYTES + 2, y, true)
    view.setUint8(index * BYTES + 4, pressure)
  })
  return new Uint8Array(view.buffer)
}

export function unpacked(bytes: Uint8Array): Point[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / BYTES) }, (_, index) => [
    view.getUint16(index * BYTES, true),
    view.getUint16(index * BYTES + 2, true),
    view.getUint8(index * BYTES + 4),
  ])
}

/** The pages in their order. */
export function pagesOf(written: Iterable<[string, unknown]>): Page[] {
  const found = [...written]
    .flatMap(([id, value]) =>
      id !== FIRST && isRecord(value) && isTime(value.at) ? [{ id, at: value.at, value }] : [],
    )
    .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
    .slice(0, MOST_PAGES - 1)
    .map(({ id, value }) => ({
      id,
      height: whole(value.height, WIDTH / 4, TALLEST) ?? HEIGHT,
      over: value.over === true,
      file: fileOf(value.file),
    }))
  return [{ id: FIRST, height: HEIGHT, over: false, file: null }, ...found]
}

/** A mark, or null when it makes no sense. */
export function markOf(value: unknown): Mark | null {
  if (!isRecord(value) || !isTime(value.at) || typeof value.page !== 'string' || !isColour(value.colour)) return null
  const made: Made = { at: value.at, page: value.page, colour: value.colour }
  if (value.kind === 'pen') {
    const width = whole(value.width, 1, 1_000)
    const { points } = value
    if (!width || !(points instanceof Uint8Array) || !points.length || points.length % BYTES) return null
    return { ...made, kind: 'pen', width, points }
  }
  if (value.kind === 'text') {
    const size = whole(value.size, 1, 3_000)
    const x = whole(value.x, 0, WIDTH)
    const y = whole(value.y, 0, TALLEST)
    if (!size || x === null || y === null || typeof value.text !== 'string' || !value.text.trim()) return null
    return { ...made, kind: 'text', size, x, y, text: value.text.slice(0, LONGEST_TEXT) }
  }
  return null
}

export function isColour(value: unknown): value is Colour {
  return typeof value === 'string' && Object.hasOwn(COLOURS, value)
}

export function whole(value: unknown, least: number, most: number): number | null {
  return typeof value === 'number' && value >= least && value <= most ? Math.round(value) : null
}

function fileOf(value: unknown): Page['file'] {
  if (!isRecord(value) || typeof value.message !== 'string' || !/^[0-9a-f]{32}$/.test(value.message)) return null
  const page = whole(value.page, 1, MOST_SHEETS)
  return page ? { message: value.message, page } : null
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
