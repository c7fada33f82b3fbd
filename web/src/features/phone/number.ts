/** Whether what was typed or pasted can only be a telephone number. Pure. */
export function isNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return digits >= 8 && digits <= 15 && /^\s*(?:tel:)?\+?[\d\s().\-/\u00a0\u202f\u2011]+$/i.test(text)
}

/** The number alone, as the server reads it: links and addresses of telephones have words around theirs. */
export const bareNumber = (text: string): string => text.replace(/^\s*tel:/i, '').trim()
