/** What stands before the cursor when somebody is about to be named: the letters after an `@` that begins a word. */
export function askedName(text: string, cursor: number): { from: number; letters: string } | null {
  const before = text.slice(0, cursor)
  const from = before.lastIndexOf('@')
  if (from < 0 || (from > 0 && /[\p{L}\d_]/u.test(before[from - 1]!))) return null
  const letters = before.slice(from + 1)
  return /^[\p{L}\d_’'-]*(?: [\p{L}\d_’'-]*)?$/u.test(letters) ? { from, letters } : null
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** The people whose name, or a part of it, begins with these letters. */
export function proposed<P extends { name: string }>(letters: string, people: readonly P[], most = 6): P[] {
  const wanted = folded(letters)
  const fits = (name: string) =>
    folded(name).startsWith(wanted) || name.split(' ').some((part) => folded(part).startsWith(wanted))
  return people.filter((one) => fits(one.name)).slice(0, most)
}
