/**
 * Sends a file, telling how far it is. Unlike a command it is not sent again by itself: whoever waits for it sees it fail,
 * and decides.
 */
import { Refusal, type Problem } from './refusal'

/** Bytes of a file; the server refuses more. */
const LARGEST = 50 * 1024 * 1024
export const tooLarge = (file: Pick<File, 'size'>): boolean => file.size > LARGEST

export interface Sending<Answer> {
  done: Promise<Answer>
  stop: () => void
}

export function sendFile<Answer>(
  path: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  progress: (part: number) => void,
): Sending<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', file, file.name)
  const request = new XMLHttpRequest()
  const done = new Promise<Answer>((resolve, reject) => {
    const refuse = (problem: Problem) => reject(new Refusal(problem))
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0)
    request.onerror = () => refuse({ status: 0, code: 'offline' })
    request.onabort = () => refuse({ status: 0, code: 'stopped' })
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body as Answer)
      else refuse(asProblem(body, request.status))
    }
    request.open('POST', path)
    request.send(form)
  })
  return { done, stop: () => request.abort() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function asProblem(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) return { ...(body as Problem), status }
  return { status, code: status >= 500 ? 'internal' : 'unknown_answer' }
}
