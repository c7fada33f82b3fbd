/** Gives a command and says what came of it: done, or refused and why (F002, F003). */
import { command, Refusal, type Done } from '$lib/api'
import { changing, undoable } from '$lib/desk/undo.svelte'
import { notices } from '$lib/ui'

type Call<Answer> = Parameters<typeof command<Answer>>[0]

export interface Words<Answer> {
  done: string | ((view: Answer) => string)
  /** What was not done. */
  failed: string
  text?: (view: Answer) => string | undefined
}

/** The answer, or null when it was refused; both have been said. `undo`: a change of an agenda, which "Annuler" takes back. */
export function act<Answer>(
  call: Call<Answer>,
  words: Words<Answer>,
  options: { undo?: boolean } = {},
): Promise<Done<Answer> | null> {
  const run = () => said(call, words, options)
  return options.undo ? changing(run) : run()
}

async function said<Answer>(
  call: Call<Answer>,
  words: Words<Answer>,
  options: { undo?: boolean },
): Promise<Done<Answer> | null> {
  try {
    const done = await command(call)
    const title = typeof words.done === 'string' ? words.done : words.done(done.view)
    undoable(title, options.undo ? done.change : null, { text: words.text?.(done.view) })
    return done
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    notices.failed(words.failed, error)
    return null
  }
}

/** Several commands of one gesture, said once. Gives how many were done before the first refusal, which is said. */
export async function actAll(
  calls: readonly Call<unknown>[],
  words: { done: (count: number) => string; failed: string },
): Promise<number> {
  let count = 0
  try {
    for (const call of calls) {
      await command(call)
      count++
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    notices.failed(words.failed, error)
  }
  if (count) notices.done(words.done(count))
  return count
}
