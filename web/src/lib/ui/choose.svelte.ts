/** Asking to choose one of a few things: `const id = await choose({ title, label, options })`; null when the person gives up. */

export interface Choice {
  title: string
  text?: string
  label: string
  options: readonly { value: string; text: string }[]
  yes: string
}

interface Pending extends Choice {
  answer: (value: string | null) => void
}

let pending = $state.raw<Pending | null>(null)

export function choose(choice: Choice): Promise<string | null> {
  pending?.answer(null)
  return new Promise((resolve) => {
    pending = {
      ...choice,
      answer: (value) => {
        pending = null
        resolve(value)
      },
    }
  })
}

/** For the host component. */
export const choosing = {
  get choice(): Pending | null {
    return pending
  },
}
