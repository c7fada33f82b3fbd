/**
 * What is typed and not saved or sent yet, kept by this tab alone: a reload gives it back. When a session ends by itself it leaves the
 * browser's storage and waits on the page for whoever wrote it; signing out forgets it. A patient has no name here: `open('')`.
 */
import { person, PREFIX } from './desk/drafts'

export { close, open } from './desk/drafts'

/** What was kept under this name, in the shape it was kept in. */
export function kept<Draft>(name: string): Draft | null {
  const [who, draft] = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? '[]') as [string?, Draft?]
  return who === person && draft ? draft : null
}

export function keep(name: string, draft: unknown): void {
  if (person !== null) sessionStorage.setItem(PREFIX + name, JSON.stringify([person, draft]))
}

export function forget(name: string): void {
  sessionStorage.removeItem(PREFIX + name)
}
