/** Phone numbers as people read them. Pure. */

/** "06 39 98 00 01" for +33639980001, "0262 12 34 56" style overseas numbers too; other countries keep their code. */
export function phoneText(value: string): string {
  const french = /^\+(?:33|262|590|594|596)(\d{9})$/.exec(value)
  if (french) return `0${french[1]}`.replace(/(\d{2})(?=\d)/g, '$1 ')
  const other = /^(\+\d{2})(\d+)$/.exec(value)
  return other ? `${other[1]} ${other[2]?.replace(/(\d{3})(?=\d{2,})/g, '$1 ')}` : value
}
