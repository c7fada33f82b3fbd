/** The fictional colleagues of the demo, at work or at rest. Their routes exist in demo mode only. */
import { command, read, type Shape } from '$lib/api'
import { transport } from '$lib/api/transport'

const send = transport()

async function ask(body?: Shape<'DemoLive'>) {
  const response = await send(
    new Request(new URL('/api/demo/live', location.href), {
      method: body ? 'POST' : 'GET',
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : null,
    }),
  )
  const said = (await response.json()) as unknown
  return response.ok ? { data: said as Shape<'DemoLive'>, response } : { error: said, response }
}

class Colleagues {
  #running = $state.raw<boolean | null>(null)

  /** Null until the server said. */
  get running(): boolean | null {
    return this.#running
  }

  async look(): Promise<void> {
    this.#running = (await read(ask())).running
  }

  async let(running: boolean): Promise<void> {
    this.#running = (await command(() => ask({ running }))).view.running
  }
}

export const colleagues = new Colleagues()
