/** The signs one answers with; the server knows the same ones. */
import type { ChatMessage } from '$lib/api'

export type Emoji = ChatMessage['reactions'][number]['emoji']
export const REACTIONS: readonly Emoji[] = ['👍', '❤️', '😂', '😮', '😢', '🙏', '✅', '👀']

/** What a message may be seasoned with: few enough to be seen at once. */
export const EMOJI: readonly string[] = [
  ...['🙂', '😀', '😄', '😉', '😊', '😅', '😂', '🤔', '😮', '😴', '😕', '😢', '😱', '🤒', '😷', '🤧'],
  ...['👍', '👎', '👌', '🙏', '👏', '💪', '👋', '🤝', '✅', '❌', '⚠️', '❗', '❓', '⏰', '📞', '📅'],
  ...['📄', '📎', '🩺', '💊', '💉', '🩹', '🦷', '👶', '👵', '🚑', '🏥', '☕', '🎂', '🎉', '❤️', '👀'],
]

/** A text with something put where the cursor is, or in place of what is selected; and where the cursor goes. */
export function inserted(text: string, from: number, to: number, what: string): { text: string; at: number } {
  return { text: text.slice(0, from) + what + text.slice(to), at: from + what.length }
}
