import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** The hardest compression takes half a minute for a program of several megabytes, and gains little. */
const LARGE = 2_000_000

/** Writes `.br` and `.gz` beside every text asset and program, once it is on disk as it will be served. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (!dir) throw new Error('The compressed files need an output folder.')
      const texts = Object.keys(bundle).filter((fileName) => /\.(m?js|css|html|svg|json|wasm|tflite)$/.test(fileName))
      await Promise.all(
        texts.map(async (fileName) => {
          const path = join(dir, fileName)
          const source = await readFile(path)
          const quality = source.length > LARGE ? 9 : 11
          const brotli = brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
          await writeFile(`${path}.br`, brotli)
          await writeFile(`${path}.gz`, gzipSync(source, { level: 9 }))
        }),
      )
    },
  }
}
