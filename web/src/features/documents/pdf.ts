/** Draws the pages of a PDF. Scripts in it are not run: that part of the library is never loaded. */
import { getDocument, GlobalWorkerOptions } from 'pdfjs-dist/legacy/build/pdf.mjs'
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = worker
/** Pages drawn; who wants more saves the file. */
const MOST = 60
const WIDTH = 1_100

export async function draw(
  data: ArrayBuffer,
  into: HTMLElement,
  label: (page: number, of: number) => string,
  isOver: () => boolean,
): Promise<void> {
  const task = getDocument({ data, useWasm: false, enableXfa: false, useSystemFonts: true })
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
