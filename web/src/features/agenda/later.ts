/** Parts of the agenda that the first screen does without. Apart from the page: the router takes a component whose text loads others for a lazy route. */
export const later = {
  list: () => import('./list/ListView.svelte'),
  print: () => import('./list/PrintDay.svelte'),
  forms: () => import('./forms/FormHost.svelte'),
  menu: () => import('./grid/menu'),
  bar: () => import('./grid/MoveBar.svelte'),
  changes: () => import('./panel/ChangesPanel.svelte'),
}
