/**
 * Parts of the agenda that the first screen does without, each with its words. Apart from the page: the router takes a component
 * whose text loads others for a lazy route.
 */
import { learn } from '$i18n'

export const later = {
  list: () => said(import('./list/ListView.svelte')),
  print: () => said(import('./list/PrintDay.svelte')),
  forms: () => said(import('./forms/FormHost.svelte')),
  menu: () => said(import('./grid/menu')),
  bar: () => said(import('./grid/MoveBar.svelte')),
  changes: () => said(import('./panel/ChangesPanel.svelte')),
}

async function said<Part>(part: Promise<Part>): Promise<Part> {
  const [loaded] = await Promise.all([part, learn()])
  return loaded
}
