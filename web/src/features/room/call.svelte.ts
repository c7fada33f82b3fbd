/**
 * The media of one participant. The browser offers once: microphone, camera, screen, then five pairs to receive.
 * When nothing arrives any more a new connection takes the place of the old one, under the same seat.
 */
import { Refusal, type Slot } from '$lib/api'
import { limits } from './controls/limits.svelte'
import { ScreenShare } from './controls/screen.svelte'
import { Sparing } from './controls/sparing.svelte'
import type { Devices } from './devices.svelte'
import { facesIn } from './faces'
import type { Line } from './line'
import { figuresOf, judge, STILL, type Figures, type Quality } from './quality'

/** Sections sent before those received: microphone, camera, screen. */
const SENT = 3
const SLOTS = 5
/** Milliseconds between two looks at the connection. */
const LOOK = 250
/** Nothing came for that long: with somebody on the other side, and alone (when only reports are sent). */
const STALLED = 1_200
const STALLED_ALONE = 12_000
const PAUSE = 2_500
/** Sound comes and no picture, which should: only a new connection helps. */
const BLIND = 4_000

/** What comes from one other place: sound, and his camera unless his screen took its slot. */
export interface Face {
  seat: string
  stream: MediaStream
}

export class Call {
  /** One's own screen, shown to the other. */
  readonly screen = new ScreenShare()
  /** Whether one's own picture is paused, on a line that does not carry it. */
  readonly sparing = new Sparing()

  #remote = $state.raw<MediaStream | null>(null)
  #faces = $state.raw<readonly Face[]>([])
  #shared = $state.raw<MediaStream | null>(null)
  #flowing = $state(false)
  #picture = $state(false)
  #quality = $state.raw<Quality>(STILL)
  #refusal = $state.raw<string | null>(null)
  /** How many connections were made: a test sees that a call came back. */
  #made = $state(0)
  /** Whether somebody else is connected, as the server says. */
  accompanied = false
  /** Whether the other's camera is on and shown. */
  expectsPicture = false
  /** How the other's line holds, as his page says; null when nobody is there. */
  theirs: Quality | null = null

  private peer: RTCPeerConnection | null = null
  private timer: ReturnType<typeof setInterval> | undefined
  private wanted = false
  private busy = false
  private last: Figures | null = null
  private heardAt = 0
  private pictureAt = 0
  private tried = 0
  private looks = 0
  private slots: readonly Slot[] = []
  private large: string | undefined

  constructor(
    private readonly devices: Devices,
    private readonly line: Line,
    private readonly echo = false,
  ) {}

  /** The picture and sound of whoever is shown large. */
  get remote(): MediaStream | null {
    return this.#remote
  }
  /** Picture and sound of one of those beside him. */
  faceOf(seat: string): MediaStream | null {
    return this.#faces.find((face) => face.seat === seat)?.stream ?? null
  }
  /** Everybody's sound. */
  get voices(): readonly MediaStream[] {
    return this.#faces.length ? this.#faces.map((face) => face.stream) : this.#remote ? [this.#remote] : []
  }
  /** Says whom to show large, '' for nobody; until then it is whoever came first. */
  enlarge(seat: string | undefined): void {
    if (seat === this.large) return
    this.large = seat
    if (this.peer) this.fill(this.slots)
  }
  /** The screen that the other one shows. */
  get shared(): MediaStream | null {
    return this.#shared
  }
  /** Something arrives. */
  get flowing(): boolean {
    return this.#flowing
  }
  /** Frames of the other's camera arrive. */
  get picture(): boolean {
    return this.#picture
  }
  get quality(): Quality {
    return this.#quality
  }
  get made(): number {
    return this.#made
  }
  /** Why the server does not answer. */
  get refusal(): string | null {
    return this.#refusal
  }

  start(): void {
    if (this.wanted) return
    this.wanted = true
    this.devices.onchange = this.screen.onchange = this.sparing.onchange = () => void this.send()
    if (!this.echo) this.line.onslots = (slots) => this.fill(slots)
    this.timer = setInterval(() => void this.look(), LOOK)
    void this.connect()
  }

  stop(): void {
    this.wanted = false
    clearInterval(this.timer)
    if (!this.echo) this.line.onslots = null
    this.hangUp()
    this.screen.stop()
  }

  /** Sends the devices chosen now: another call had them meanwhile. */
  renew(): void {
    void this.send()
  }

  /** Keeps the camera within what was chosen. */
  async limit(): Promise<void> {
    await still(limits.bind(this.peer?.getTransceivers()[1]?.sender))
  }

  /** Sends the tracks chosen now; nothing is negotiated again. */
  private async send(): Promise<void> {
    const [microphone, camera, screen] = this.peer?.getTransceivers() ?? []
    await still(microphone?.sender.replaceTrack(this.devices.audio))
    await still(camera?.sender.replaceTrack(this.picturing))
    await still(screen?.sender.replaceTrack(this.screen.track))
  }

  private get picturing(): MediaStreamTrack | null {
    return this.sparing.paused ? null : this.devices.video
  }

  /** Who fills which of the pairs received: each one's camera with his sound, perhaps somebody's screen. */
  private fill(slots: readonly Slot[]): void {
    this.slots = slots
    const tracks = this.peer?.getTransceivers().map((each) => each.receiver.track) ?? []
    const pair = (index: number) => tracks.slice(SENT + 2 * index, SENT + 2 * index + 2)
    const faces = facesIn(slots)
    const before = new Map(this.#faces.map((face) => [face.seat, face.stream]))
    this.#faces = faces.map(({ seat, index, kind }) => ({
      seat,
      stream: streamOf(before.get(seat) ?? null, kind === 'camera' ? pair(index) : pair(index).slice(0, 1)),
    }))
    const large = this.large ?? faces[0]?.seat
    // With nobody there yet, the first pair waits for him: a picture that begins needs nothing more.
    this.#remote = faces.length ? (large ? this.faceOf(large) : null) : streamOf(this.#remote, pair(0))
    const screen = slots.find((slot) => slot.seat && slot.kind === 'screen')
    this.#shared = screen ? streamOf(this.#shared, pair(screen.index).slice(1)) : null
  }

  private hangUp(): void {
    this.peer?.close()
    this.peer = null
    this.#flowing = this.#picture = false
    this.#remote = this.#shared = null
    this.#faces = []
    this.slots = []
    this.last = null
  }

  private async connect(): Promise<void> {
    if (this.busy || !this.wanted) return
    this.busy = true
    this.tried = Date.now()
    const connection = `c-${crypto.randomUUID()}`
    this.peer?.close()
    const peer = (this.peer = this.newPeer())
    this.last = null
    try {
      await peer.setLocalDescription(await peer.createOffer())
      const sdp = peer.localDescription?.sdp ?? ''
      const answer = await this.line.offer({ connection, sdp, echo: this.echo })
      if (peer !== this.peer) return
      await peer.setRemoteDescription({ type: 'answer', sdp: answer.sdp })
      this.fill(answer.slots)
      this.#refusal = null
      this.heardAt = Date.now()
      this.#made++
      void this.limit()
    } catch (error) {
      this.#refusal = error instanceof Refusal ? error.code : 'internal'
    } finally {
      this.busy = false
    }
  }

  private newPeer(): RTCPeerConnection {
    const peer = new RTCPeerConnection({ iceServers: this.line.relays, bundlePolicy: 'max-bundle' })
    const stream = this.devices.stream ?? new MediaStream()
    const sends: RTCRtpTransceiverInit = { direction: 'sendonly', streams: [stream] }
    peer.addTransceiver(this.devices.audio ?? 'audio', sends)
    peer.addTransceiver(this.picturing ?? 'video', sends)
    peer.addTransceiver(this.screen.track ?? 'video', { direction: 'sendonly' })
    for (let slot = 0; slot < SLOTS; slot++) {
      peer.addTransceiver('audio', { direction: 'recvonly' })
      peer.addTransceiver('video', { direction: 'recvonly' })
    }
    for (const each of peer.getTransceivers()) {
      const { kind } = each.receiver.track
      const wanted = kind === 'video' ? /VP8|rtx/i : /opus/i
      const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs.filter((codec) => wanted.test(codec.mimeType))
      if (codecs?.length) each.setCodecPreferences(codecs)
    }
    return peer
  }

  private async look(): Promise<void> {
    const { peer } = this
    const now = Date.now()
    if (!this.wanted || this.busy) return
    if (!peer || ['failed', 'disconnected', 'closed'].includes(peer.connectionState)) return this.again(now)
    if (!this.#made) return this.again(now)
    const figures = await figuresOf(peer, this.#remote?.getVideoTracks()[0]?.id)
    if (peer !== this.peer) return
    const before = this.last
    if (before && figures.bytes > before.bytes) this.heardAt = now
    if (before && figures.frames > before.frames) this.pictureAt = now
    this.#flowing = peer.connectionState === 'connected' && now - this.heardAt < STALLED
    this.#picture = this.#flowing && now - this.pictureAt < STALLED
    if (++this.looks % 8 === 0 || !before) {
      if (before) this.judge(this.reference ?? before, figures)
      this.reference = figures
    }
    this.last = figures
    const isBlind = this.expectsPicture && this.#flowing && now - Math.max(this.pictureAt, this.tried) > BLIND
    if (isBlind || now - this.heardAt > (this.accompanied || this.echo ? STALLED : STALLED_ALONE)) this.again(now)
  }
  private reference: Figures | null = null

  private judge(before: Figures, now: Figures): void {
    this.#quality = judge(before, now)
    if (!this.echo && this.devices.cameraOn) this.sparing.hear(this.#quality, this.theirs)
  }

  private again(now: number): void {
    if (now - this.tried >= PAUSE) void this.connect()
  }
}

/** What a connection was asked that ended meanwhile: the next one begins with the present choices. */
async function still(asked: Promise<void> | undefined): Promise<void> {
  try {
    await asked
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
  }
}

/** The same stream when it holds these tracks already: a picture that goes on is not begun again. */
function streamOf(before: MediaStream | null, tracks: MediaStreamTrack[]): MediaStream {
  const held = before?.getTracks() ?? []
  return before && held.length === tracks.length && tracks.every((track) => held.includes(track))
    ? before
    : new MediaStream(tracks)
}
