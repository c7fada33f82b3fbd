/** "de Claire", "d’Antoine". Before an h both are heard; "de" is never wrong. */
export const of = (name: string) => (/^[aàâeéèêëiîïoôöuùûü]/i.test(name) ? `d’${name}` : `de ${name}`)
