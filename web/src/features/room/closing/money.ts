/** Amounts as people write and read them; within the code they are cents. */
export const LEAST = 50
export const MOST = 1_000_000

/** `25`, `25,5`, `1 234,56 €`, `26.50`: the cents, or null when it is no amount that can be asked for. */
export function centsOf(text: string): number | null {
  const written = text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.')
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(written)) return null
  const cents = Math.round(Number(written) * 100)
  return cents >= LEAST && cents <= MOST ? cents : null
}

export function money(cents: number, tag: string): string {
  return new Intl.NumberFormat(tag, { style: 'currency', currency: 'EUR' }).format(cents / 100)
}

/** An amount as it stands in a field. */
export function typed(cents: number, tag: string): string {
  return new Intl.NumberFormat(tag, { minimumFractionDigits: 2, useGrouping: false }).format(cents / 100)
}
