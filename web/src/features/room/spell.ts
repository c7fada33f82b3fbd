/** A wait or a consultation in words: "moins d’une minute", "12 minutes". */
import { say } from './words/index.svelte'

export function spell(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  return minutes < 1 ? say('wait.less') : say('wait.minutes', minutes)
}
