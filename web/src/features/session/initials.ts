/** "KB" for "Dr Karim Benali": titles are left out, at most two letters. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word) && !/^(?:dr|pr|m|mme|mlle)\.?$/iu.test(word))
  const chosen = words.length > 2 ? [words[0], words.at(-1)] : words
  return chosen.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase('fr-FR') ?? '').join('')
}
