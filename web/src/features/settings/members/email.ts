/** Whether a text can be an e-mail address; the server has the last word. Pure. */
export const isEmail = (text: string) => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text.trim())
