import type { ChatCard } from '$lib/api'

/**
 * What was typed and is not said yet, kept in this tab so that a reload loses none of it: drafts, and messages on their way. It goes
 * when its person signs out; another person's is thrown away unread.
 */
import type { Urgency } from '$features/urgent/words'

export interface Draft {
  text: string
  /** The message it answers. */
  replyTo: number | null
  /** What it shows. */
  cards?: ChatCard[]
  /** In whose name it is written; empty: one's own. */
  speakingAs?: string
  urgency?: Urgency | null
  /** When it was typed, in milliseconds since 1970: it is kept no longer than what was said. */
  at?: number
}

export interface Unsent {
  id: string
  conversation: string
  text: string
  replyTo: number | null
  mentions: string[]
  cards?: ChatCard[]
  speakingAs: string | null
  speakingName: string | null
  /** It must be taken in hand: for whom, and how long each has. Left out by what was kept before there was such a thing. */
  urgency?: Urgency | null
  /** Milliseconds since 1970. */
  at: number
}

interface Kept {
  person: string
  drafts: Record<string, Draft>
  unsent: Unsent[]
}

const KEY = 'ardoise.chat'

export function load(person: string): Pick<Kept, 'drafts' | 'unsent'> {
  const empty = { drafts: {}, unsent: [] }
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null
    if (kept?.person === person) return kept
  } catch {
    // Not ours to read: begin anew.
  }
  sessionStorage.removeItem(KEY)
  return empty
}

export function save(person: string, drafts: Record<string, Draft>, unsent: readonly Unsent[]): void {
  if (!Object.keys(drafts).length && !unsent.length) return sessionStorage.removeItem(KEY)
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ person, drafts, unsent }))
  } catch {
    // The tab's room is full: what is on the screen stays there.
  }
}

export function forget(): void {
  sessionStorage.removeItem(KEY)
}
