/** A line being read: each rule takes the words it understands, what nobody took is left. Pure. */

const BEFORE = '(?<![\\p{L}\\d])'
const AFTER = '(?![\\p{L}\\d])'

/** Lower case without accents, letter for letter, so that positions stay those of the line. */
export function fold(text: string): string {
  return [...text]
    .map((letter) => {
      const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
      return plain.length === letter.length ? plain : letter.toLowerCase().slice(0, letter.length)
    })
    .join('')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[–—−‑]/g, '-')
}

/** Whole words matching `source`; spaces in it stand for any blank, or a hyphen between words. */
export function phrase(source: string): RegExp {
  return new RegExp(BEFORE + source.replaceAll(' ', '[\\s-]+').replaceAll('_', '\\s*') + AFTER, 'u')
}

export class Reading {
  readonly folded: string
  private taken: boolean[]

  constructor(readonly text: string) {
    this.folded = fold(text)
    this.taken = Array.from({ length: text.length }, () => false)
  }

  /** What is left, folded, blanks in the place of what was taken. */
  get rest(): string {
    return [...this.folded].map((letter, index) => (this.taken[index] ? ' ' : letter)).join('')
  }

  /** What is left as it was typed, on one line. */
  get left(): string {
    const letters = [...this.text].map((letter, index) => (this.taken[index] ? ' ' : letter))
    return letters.join('').replace(/\s+/g, ' ').trim()
  }

  /** Takes the first match for which `use` does not answer false. */
  take(rule: RegExp, use: (match: RegExpExecArray) => unknown = () => undefined): boolean {
    const all = new RegExp(rule.source, 'gu')
    for (let match = all.exec(this.rest); match; match = all.exec(this.rest)) {
      if (!match[0].trim()) {
        all.lastIndex++
        continue
      }
      if (use(match) === false) continue
      this.mark(match.index, match[0].length)
      return true
    }
    return false
  }

  /** Takes every match. */
  takeAll(rule: RegExp, use: (match: RegExpExecArray) => unknown): void {
    while (this.take(rule, use));
  }

  mark(from: number, length: number): void {
    for (let index = from; index < from + length; index++) this.taken[index] = true
  }
}
