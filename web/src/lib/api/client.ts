/** The one door to the server's commands and questions. Shapes come from its OpenAPI document. */
import createClient from 'openapi-fetch'
import { connection } from '$lib/live/connection.svelte'
import { queue } from './queue.svelte'
import { Refusal, type Problem } from './refusal'
import type { paths } from './shapes'
import { transport } from './transport'

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? 'http://localhost',
  fetch: transport(),
})

interface Reply<Answer> {
  data?: Answer
  error?: unknown
  response: Response
}

/** What a command did: the view, the positions it wrote in the topics, and the change that "Annuler" undoes. */
export interface Done<Answer> {
  view: Answer
  at: Record<string, number>
  change: string | null
}

const signedOutListeners = new Set<() => void>()

/** Calls back when the server says that the session is over. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

/** Asks a question: `await read(api.GET('/api/me'))`. Throws `Refusal`. */
export async function read<Answer>(call: Promise<Reply<Answer>>): Promise<Answer> {
  return accept(await call)
}

/**
 * Gives a command: `await command(() => api.POST('/api/appointments', { body }))`. Throws `Refusal`.
 *
 * Without the server a command is refused at once, except when `offline: 'queue'` says that it may wait: only
 * those that cannot double-book and that carry a version (marks, notes).
 */
export async function command<Answer>(
  call: () => Promise<Reply<Answer>>,
  options: { offline?: 'refuse' | 'queue' } = {},
): Promise<Done<Answer>> {
  if (connection.cut) {
    if (options.offline !== 'queue') throw new Refusal({ status: 0, code: 'offline' })
    await queue.until(connection.back())
  }
  const reply = await call()
  const view = accept(reply)
  const at: unknown = JSON.parse(reply.response.headers.get('Ardoise-At') ?? '{}')
  return { view, at: at as Record<string, number>, change: reply.response.headers.get('Ardoise-Change') }
}

function accept<Answer>(reply: Reply<Answer>): Answer {
  if (reply.response.ok) return reply.data as Answer
  const problem = asProblem(reply.error, reply.response.status)
  if (problem.code === 'signed_out') for (const listener of signedOutListeners) listener()
  throw new Refusal(problem)
}

function asProblem(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) return { ...(body as Problem), status }
  return { status, code: status >= 500 ? 'internal' : status === 429 ? 'too_many' : 'unknown_answer' }
}
