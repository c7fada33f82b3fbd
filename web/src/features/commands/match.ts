/** Matching what is typed against the words of a line. Pure. */
import { fold } from './grammar/reading'

const words = (text: string) =>
  fold(text)
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)

/** Whether every word typed begins a word of the text. */
export function begins(typed: string, text: string): boolean {
  const parts = words(text)
  const said = words(typed)
  return said.length > 0 && said.every((word) => parts.some((part) => part.startsWith(word)))
}
