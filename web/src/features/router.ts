/** Every route of the staff application, one block per feature. `meta.bare`: without the menu, open to somebody signed out. */
import { createRouter } from 'sv-router'

declare module 'sv-router' {
  interface RouteMeta {
    bare?: boolean
  }
}

export const { navigate, isActive, route, p } = createRouter({
  // agenda
  '/': () => import('./agenda/AgendaPage.svelte'),
  '/agenda': () => import('./agenda/AgendaPage.svelte'),
  // shell
  '/help': () => import('./shell/HelpPage.svelte'),
  '/legal/:page': () => import('./shell/LegalPage.svelte'),
  '*': () => import('./shell/NotFoundPage.svelte'),
})
