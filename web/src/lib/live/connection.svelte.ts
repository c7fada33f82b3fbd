/**
 * The only file that opens a WebSocket. It keeps one alive, notices quickly when it died, and says since when.
 *
 * A close is shown after 2 s (most reconnections are faster); a silent cut is noticed by an unanswered ping,
 * at most 18 s after it happened.
 */
import { CLOSE, SUBPROTOCOL, VERSION, type ClientFrame, type Params, type ServerFrame } from './frames'
import { backoff } from './backoff'
import { Session, type Follower } from './session'

const SHOWN_AFTER = 2_000
const PONG_WITHIN = 3_000

/** Why there will be no reconnection: the person must sign in, or the page must be loaded again. */
export type Ended = 'signed_out' | 'reload'

class Connection {
  #open = $state(false)
  #cut = $state(false)
  #ended = $state.raw<Ended | null>(null)
  #lastNews = $state.raw(0)
  #retryAt = $state.raw(0)

  private socket: WebSocket | null = null
  private wanted = false
  private path = '/ws'
  private attempt = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private cutTimer: ReturnType<typeof setTimeout> | undefined
  private beatTimer: ReturnType<typeof setTimeout> | undefined
  private heardAt = 0
  private waiters = new Set<() => void>()
  private session = new Session((frame) => this.send(frame))

  /** Frames flow. */
  get open(): boolean {
    return this.#open
  }
  /** The banner is due: nothing has flowed for two seconds. */
  get cut(): boolean {
    return this.#cut
  }
  get ended(): Ended | null {
    return this.#ended
  }
  /** The local time of the last frame before the cut, milliseconds. */
  get lastNews(): number {
    return this.#lastNews
  }
  /** The local time of the next attempt, milliseconds. */
  get retryAt(): number {
    return this.#retryAt
  }
  /** Names this socket: a claim is tied to it. */
  get id(): string {
    return this.session.connection
  }

  follow(topic: string, params: Params, follower: Follower): void {
    this.session.follow(topic, params, follower)
  }
  widen(topic: string, params: Params): void {
    this.session.widen(topic, params)
  }
  unfollow(topic: string): void {
    this.session.unfollow(topic)
  }
  position(topic: string): number | null {
    return this.session.position(topic)
  }
  here(topic: string, state: Record<string, unknown>): void {
    this.session.here(topic, state)
  }
  signal(topic: string, name: string, body: Record<string, unknown>): void {
    this.session.signal(topic, name, body)
  }

  /** Resolves when frames flow (again). */
  back(): Promise<void> {
    if (this.#open) return Promise.resolve()
    return new Promise((resolve) => this.waiters.add(resolve))
  }

  /** `path`: where the socket is; a guest of a consultation has his own. */
  start(path = '/ws'): void {
    if (this.wanted) return
    this.wanted = true
    this.path = path
    this.#ended = null
    addEventListener('online', this.now)
    addEventListener('offline', this.probe)
    addEventListener('focus', this.now)
    addEventListener('pageshow', this.now)
    document.addEventListener('visibilitychange', this.now)
    this.connect()
  }

  stop(): void {
    this.wanted = false
    removeEventListener('online', this.now)
    removeEventListener('offline', this.probe)
    removeEventListener('focus', this.now)
    removeEventListener('pageshow', this.now)
    document.removeEventListener('visibilitychange', this.now)
    clearTimeout(this.retryTimer)
    clearTimeout(this.cutTimer)
    this.#cut = false
    this.drop()
  }

  /** Tries at once: the network is back, or somebody looks at the page. */
  readonly now = (): void => {
    if (!this.wanted || document.visibilityState === 'hidden') return
    if (this.#open) return this.probe()
    if (this.socket) return
    this.attempt = 0
    clearTimeout(this.retryTimer)
    this.connect()
  }

  /** Asks the server for a sign of life now rather than at the next beat. */
  private readonly probe = (): void => {
    if (this.#open) this.ping()
  }

  private connect(): void {
    const address = new URL(this.path, location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address, SUBPROTOCOL)
    this.socket = socket
    this.#retryAt = 0
    // A handshake that hangs is as dead as a closed socket.
    this.beatTimer = setTimeout(() => this.lose(socket), 10_000)
    socket.onmessage = (message) => this.hear(socket, message.data as string)
    socket.onclose = (event) => this.lose(socket, event.code)
    this.watch()
  }

  private hear(socket: WebSocket, data: string): void {
    if (socket !== this.socket) return
    this.heardAt = Date.now()
    const frame = JSON.parse(data) as ServerFrame
    if (frame.t === 'hello') {
      if (frame.version !== VERSION) return this.end('reload')
      this.attempt = 0
      this.#open = true
      this.#cut = false
      clearTimeout(this.cutTimer)
      this.cutTimer = undefined
    }
    this.session.receive(frame)
    if (frame.t === 'hello') {
      this.beat()
      for (const resolve of this.waiters) resolve()
      this.waiters.clear()
    }
  }

  private send(frame: ClientFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  private beat(): void {
    clearTimeout(this.beatTimer)
    this.beatTimer = setTimeout(() => this.ping(), this.session.beat)
  }

  private ping(): void {
    const { socket } = this
    if (!socket) return
    const asked = Date.now()
    this.send({ t: 'ping' })
    this.session.retry()
    clearTimeout(this.beatTimer)
    this.beatTimer = setTimeout(() => (this.heardAt >= asked ? this.beat() : this.lose(socket)), PONG_WITHIN)
  }

  private lose(socket: WebSocket, code?: number): void {
    if (socket !== this.socket) return
    if (!this.#open && this.path === '/ws') void this.doubt()
    this.drop()
    if (code === CLOSE.signedOut) return this.end('signed_out')
    if (code === CLOSE.protocol || code === CLOSE.version) return this.end('reload')
    if (!this.wanted) return
    // A silent cut is already old when it is noticed.
    if (code === undefined) this.#cut = true
    this.watch()
    const pause = backoff(this.attempt++)
    this.#retryAt = Date.now() + pause
    this.retryTimer = setTimeout(() => this.connect(), pause)
  }

  /** No browser says why a handshake failed: the server may be away, or the session over. */
  private async doubt(): Promise<void> {
    const answer = await fetch('/api/me').catch(() => null)
    if (answer?.status === 401 && this.wanted && !this.#open) this.end('signed_out')
  }

  /** Forgets the socket at once: its own close event may come much later, or never. */
  private drop(): void {
    const socket = this.socket
    this.socket = null
    clearTimeout(this.beatTimer)
    if (socket) {
      socket.onmessage = socket.onclose = null
      socket.close()
    }
    if (this.#open) this.#lastNews = this.heardAt
    this.#open = false
    this.session.closed()
  }

  private watch(): void {
    if (this.#open || this.#cut || this.cutTimer !== undefined) return
    this.cutTimer = setTimeout(() => {
      this.cutTimer = undefined
      if (!this.#open && this.wanted) this.#cut = true
    }, SHOWN_AFTER)
  }

  private end(why: Ended): void {
    this.stop()
    this.#ended = why
  }
}

export const connection = new Connection()
