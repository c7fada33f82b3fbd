/** The colour of a person, counted from his identifier as the server does (`hue_of`). */
export function hueOf(id: string): number {
  let sum = 7
  for (let index = 0; index < id.length; index++) sum = (sum * 31 + id.charCodeAt(index)) % 3_600
  return sum % 360
}
