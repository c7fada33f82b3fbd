/** The documents under the drawing: each fetched once, each of its pages painted when it is looked at. */
import { fetchContent } from '$lib/api'
import type { Pages } from '$features/documents/pdf'
import { isPicture } from '$features/documents/words'
import { MOST_SHEETS, TALLEST, WIDTH, type Page } from './marks'

export type Picture = HTMLCanvasElement

/** Pixels across: what a large screen shows of a page. */
const FINE = 1_600
/** Painted pages that are kept at hand. */
const KEPT = 3

export class Backdrops {
  private readonly files = new Map<string, Promise<Pages>>()
  private readonly pictures = new Map<string, Promise<Picture>>()

  constructor(private readonly pathOf: (message: string) => string) {}

  /** How high the pages of a document are, in units of the sheet. */
  async heights(message: string): Promise<number[]> {
    const pages = await this.open(message)
    const numbers = Array.from({ length: Math.min(pages.count, MOST_SHEETS) }, (_, index) => index + 1)
    const ratios = await Promise.all(numbers.map((number) => pages.ratio(number)))
    return ratios.map((ratio) => Math.min(TALLEST, Math.max(WIDTH / 4, Math.round(WIDTH * ratio))))
  }

  picture({ message, page }: NonNullable<Page['file']>): Promise<Picture> {
    const key = `${message}/${page}`
    const found = this.pictures.get(key) ?? this.open(message).then((pages) => pages.paint(page, FINE))
    this.pictures.delete(key)
    this.pictures.set(key, found)
    found.catch(() => this.pictures.delete(key))
    for (const oldest of [...this.pictures.keys()].slice(0, -KEPT)) this.pictures.delete(oldest)
    return found
  }

  close(): void {
    for (const file of this.files.values()) file.then((pages) => pages.close()).catch(() => undefined)
    this.files.clear()
    this.pictures.clear()
  }

  private open(message: string): Promise<Pages> {
    const known = this.files.get(message)
    if (known) return known
    const opened = this.read(message)
    this.files.set(message, opened)
    // What failed is tried again when it is looked at again.
    opened.catch(() => this.files.delete(message))
    return opened
  }

  private async read(message: string): Promise<Pages> {
    const content = await fetchContent(this.pathOf(message))
    if (isPicture(content.type)) return await pictureOf(content)
    return await (await import('$features/documents/pdf')).open(await content.arrayBuffer())
  }
}

/** A picture is a document of one page. */
async function pictureOf(content: Blob): Promise<Pages> {
  const picture = await createImageBitmap(content)
  return {
    count: 1,
    ratio: () => Promise.resolve(picture.height / picture.width),
    paint(_, width) {
      const canvas = document.createElement('canvas')
      canvas.width = Math.min(width, picture.width)
      canvas.height = Math.round((canvas.width * picture.height) / picture.width)
      canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
      return Promise.resolve(canvas)
    },
    close: () => picture.close(),
  }
}
