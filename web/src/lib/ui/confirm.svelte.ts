/** Asking before a destructive or outward act (F001): `if (await confirm({ … })) …`. */

export interface Question {
  title: string
  text?: string
  /** What will happen, line by line: who is told, how, what is lost. */
  lines?: readonly string[]
  yes: string
  no?: string
  danger?: boolean
}

interface Pending extends Question {
  answer: (yes: boolean) => void
}

let pending = $state.raw<Pending | null>(null)

/** Resolves to true when the person confirms. A second question answers the first with no. */
export function confirm(question: Question): Promise<boolean> {
  pending?.answer(false)
  return new Promise((resolve) => {
    pending = {
      ...question,
      answer: (yes) => {
        pending = null
        resolve(yes)
      },
    }
  })
}

/** For the host component. */
export const asked = {
  get question(): Pending | null {
    return pending
  },
}
