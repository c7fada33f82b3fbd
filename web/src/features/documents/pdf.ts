/** Draws the pages of a PDF. Scripts in it are not run: that part of the library is never loaded. */
import { getDocument, GlobalWorkerOptions, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = worker
/** Pages drawn; who wants more saves the file. */
const MOST = 60
const WIDTH = 1_100
const OPTIONS = { useWasm: false, enableXfa: false, useSystemFonts: true }

/** A document of which pages are painted one by one, when they are wanted. */
export interface Pages {
  count: number
  /** How high a page is for a width of one. */
  ratio(number: number): Promise<number>
  paint(number: number, width: number): Promise<HTMLCanvasElement>
  close(): void
}

export async function open(data: ArrayBuffer): Promise<Pages> {
  const task = getDocument({ data, ...OPTIONS })
  const document_ = await task.promise
  return {
    count: document_.numPages,
    async ratio(number) {
      const { width, height } = (await document_.getPage(number)).getViewport({ scale: 1 })
      return height / width
    },
    async paint(number, width) {
      return await painted(await document_.getPage(number), width)
    },
    close: () => void task.destroy(),
  }
}

async function painted(page: PDFPageProxy, width: number): Promise<HTMLCanvasElement> {
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width })
  const canvas = document.createElement('canvas')
  canvas.width = viewport.width
  canvas.height = viewport.height
  await page.render({ canvas, viewport }).promise
  return canvas
}

export async function draw(
  data: ArrayBuffer,
  into: HTMLElement,
  label: (page: number, of: number) => string,
  isOver: () => boolean,
): Promise<void> {
  const task = getDocument({ data, ...OPTIONS })
  const document_ = await task.promise
  try {
    for (let number = 1; number <= Math.min(document_.numPages, MOST) && !isOver(); number++) {
      const page = await document_.getPage(number)
      const viewport = page.getViewport({ scale: WIDTH / page.getViewport({ scale: 1 }).width })
      const canvas = document.createElement('canvas')
      canvas.width = viewport.width
      canvas.height = viewport.height
      canvas.setAttribute('role', 'img')
      canvas.setAttribute('aria-label', label(number, document_.numPages))
      into.append(canvas)
      await page.render({ canvas, viewport }).promise
    }
  } finally {
    await task.destroy()
  }
}
