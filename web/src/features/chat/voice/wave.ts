/** How loud a recording is from its beginning to its end: one hexadecimal digit a bar. */
export const BARS = 48
const LEVELS = 15

/** The bars of levels between 0 and 1, however many of them there are. */
export function peaksOf(levels: readonly number[], bars = BARS): string {
  if (!levels.length) return ''
  const loudest = Math.max(...levels, 0.05)
  let peaks = ''
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * levels.length) / bars)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / bars))
    const level = Math.max(0, ...levels.slice(from, to)) / loudest
    peaks += Math.round(Math.min(1, level) * LEVELS).toString(16)
  }
  return peaks
}

/** Heights between 0 and 1; a recording of which nothing is known is drawn low and even. */
export function heightsOf(peaks: string, bars = BARS): number[] {
  if (!peaks) return Array<number>(bars).fill(0.2)
  return [...peaks].map((digit) => Math.max(0.08, parseInt(digit, 16) / LEVELS))
}

/** "1:05". */
export function lengthText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
