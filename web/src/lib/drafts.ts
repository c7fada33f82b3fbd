/** What is typed and not saved or sent yet, kept by this tab alone: a reload gives it back, signing out forgets it. */
const PREFIX = 'ardoise.draft.'

/** What was kept under this name, in the shape it was kept in. */
export function kept<Draft>(name: string): Draft | null {
  const text = sessionStorage.getItem(PREFIX + name)
  return text === null ? null : (JSON.parse(text) as Draft)
}

export function keep(name: string, draft: unknown): void {
  sessionStorage.setItem(PREFIX + name, JSON.stringify(draft))
}

export function forget(name: string): void {
  sessionStorage.removeItem(PREFIX + name)
}

/** Nothing of one person is left for the next. */
export function forgetAll(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
}
