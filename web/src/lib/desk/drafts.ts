/** Whose drafts this tab keeps (`$lib/drafts`): apart from them, since every page asks it and few keep any. */
export const PREFIX = 'ardoise.draft.'

/** Who types here; nobody while nobody is signed in. */
export let person: string | null = null
let ended: [string, string][] = []

const texts = () => Object.entries(sessionStorage).filter(([name]) => name.startsWith(PREFIX)) as [string, string][]

/** Whose they are from now on: what waited for him is there again, another person's is thrown away unread. */
export function open(who: string): void {
  person = who
  for (const [name, text] of ended) sessionStorage.setItem(name, text)
  ended = []
  for (const [name, text] of texts()) if (!text.startsWith(`["${who}",`)) sessionStorage.removeItem(name)
}

/** Nothing of one person is left for the next; once he signed out by himself, nothing at all. */
export function close(left: boolean): void {
  if (left) ended = []
  else if (person !== null) ended = texts()
  person = null
  for (const [name] of texts()) sessionStorage.removeItem(name)
}
