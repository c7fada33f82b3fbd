/** The content of a file, for our own viewer or to be saved; the server never lets a browser open it as a page. */
import { Refusal, type Problem } from './refusal'

export async function fetchContent(path: string): Promise<Blob> {
  let answer: Response
  try {
    answer = await fetch(path)
  } catch {
    throw new Refusal({ status: 0, code: 'offline' })
  }
  if (answer.ok) return await answer.blob()
  const problem = (await answer.json().catch(() => ({ code: 'unknown_answer' }))) as Problem
  throw new Refusal({ ...problem, status: answer.status })
}

/** Lets the browser save a file under a name. */
export function saveAs(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
