/** Hours of one day side by side where they overlap. Pure. */
export interface Span {
  id: string
  start: number
  end: number
}

/** Each span's lane, the first that is free, in the order in which they begin. */
export function lanesOf<S extends Span>(spans: readonly S[]): { span: S; lane: number }[] {
  const ends: number[] = []
  return [...spans]
    .sort((a, b) => a.start - b.start || a.id.localeCompare(b.id))
    .map((span) => {
      const free = ends.findIndex((end) => end <= span.start)
      const lane = free < 0 ? ends.length : free
      ends[lane] = span.end
      return { span, lane }
    })
}

/** Who is on duty at a minute of a weekday. */
export function onDuty<S extends Span & { weekday: number }>(
  spans: readonly S[],
  weekday: number,
  minute: number,
): S[] {
  return spans.filter((span) => span.weekday === weekday && span.start <= minute && minute < span.end)
}
