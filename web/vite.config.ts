import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { compressed } from './compressed.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** The application server that `npm run dev` forwards to. */
const server = process.env.ARDOISE_SERVER ?? 'http://127.0.0.1:8000'

/** What only the drawing or the background behind oneself needs stays with it. */
const GROUND =
  /node_modules\/(?!@lucide\/svelte\/dist\/icons|yjs|lib0|pdfjs-dist|@mediapipe)|\/src\/lib\/(api\/(?!upload|content)|live|desk|time|shortcuts)\//
/** What the desk's first screen shows, and no patient's. */
const UI =
  /\/src\/lib\/ui\/(Avatar|Badge|Button|Callout|ConfirmHost|Dialog|Field|Menu|MenuButton|NoticeHost|Popover|Segments|Select|Skeleton)\.svelte/
/** The signs that both use. */
const SIGNS =
  /lucide\/svelte\/dist\/icons\/(check|chevron-left|chevron-right|circle-check|ellipsis|info|send|triangle-alert|video|x)\.svelte/
/** What a patient's page needs too. */
const SVELTE = /node_modules\/(svelte|esm-env|clsx)\//

export default defineConfig({
  plugins: [svelte(), compressed()],
  resolve: {
    alias: { $lib: here('src/lib'), $features: here('src/features'), $i18n: here('src/i18n/index.svelte.ts') },
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { app: here('app.html'), room: here('room.html'), manage: here('manage.html') },
      // What every screen needs travels in one file: small ones compress badly.
      output: {
        codeSplitting: {
          groups: [
            { name: 'svelte', test: SVELTE, priority: 1 },
            { name: 'signs', test: SIGNS, priority: 1 },
            { name: 'ground', test: GROUND },
            { name: 'ui', test: UI },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: server, changeOrigin: true, headers: { origin: server } },
      '/dev/mailbox': { target: server, changeOrigin: true },
      '/ws': { target: server.replace('http', 'ws'), ws: true, changeOrigin: true, headers: { origin: server } },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
