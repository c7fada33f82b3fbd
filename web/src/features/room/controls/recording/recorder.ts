/** Records both streams, mixed, in this page's memory (F171, F172); what it made is given back whole, and sent nowhere. */
import type { Shape } from '$lib/api'

export type Kind = Shape<'RecordingView'>['kind']

export interface Sources {
  own: MediaStream | null
  /** Whoever is shown large. */
  theirs: MediaStream | null
  /** Whoever is heard, he among them. */
  voices: readonly MediaStream[]
  /** Frames of the other's camera arrive: an old one is not to be kept on the picture. */
  pictured: boolean
  /** Nothing is recorded meanwhile: the patient is gone, or his "stop" could not be heard. */
  held: boolean
}

const WIDTH = 1280
const HEIGHT = 720
const FRAMES = 20
const TYPES = {
  video: ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'],
  sound: ['audio/webm;codecs=opus', 'audio/webm', 'audio/mp4'],
} as const

export class Recorder {
  private readonly context = new AudioContext()
  private readonly mixed = this.context.createMediaStreamDestination()
  private readonly canvas = document.createElement('canvas')
  private readonly pen = this.canvas.getContext('2d')
  private readonly own = document.createElement('video')
  private readonly theirs = document.createElement('video')
  private readonly recorder: MediaRecorder
  private readonly parts: Blob[] = []
  private readonly startedAt = new Date()
  private readonly heard = new Map<MediaStream, MediaStreamAudioSourceNode>()
  private drawing: ReturnType<typeof setInterval> | undefined
  private pictured = false

  constructor(kind: Kind) {
    const stream = new MediaStream(this.mixed.stream.getAudioTracks())
    if (kind === 'video') {
      this.canvas.width = WIDTH
      this.canvas.height = HEIGHT
      this.own.muted = this.theirs.muted = true
      this.canvas
        .captureStream(FRAMES)
        .getVideoTracks()
        .forEach((track) => stream.addTrack(track))
      this.drawing = setInterval(() => this.draw(), 1_000 / FRAMES)
    }
    const mimeType = TYPES[kind].find((type) => MediaRecorder.isTypeSupported(type))
    this.recorder = new MediaRecorder(stream, {
      ...(mimeType ? { mimeType } : {}),
      videoBitsPerSecond: 1_200_000,
      audioBitsPerSecond: 64_000,
    })
    this.recorder.ondataavailable = ({ data }) => this.parts.push(data)
    this.recorder.start(2_000)
    void this.context.resume()
  }

  /** Another camera, a connection made anew, somebody gone: goes on with what there is now. */
  follow(sources: Sources): void {
    void this.context.resume() // a telephone call interrupts it
    this.pictured = sources.pictured
    this.hear(sources.own ? [sources.own, ...sources.voices] : sources.voices)
    show(this.own, sources.own)
    show(this.theirs, sources.theirs)
    if (sources.held && this.recorder.state === 'recording') this.recorder.pause()
    else if (!sources.held && this.recorder.state === 'paused') this.recorder.resume()
  }

  /** Stops at once, and gives what was recorded. */
  async stop(): Promise<File> {
    clearInterval(this.drawing)
    if (this.recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }))
      this.recorder.stop()
      await stopped
    }
    this.recorder.stream.getTracks().forEach((track) => track.stop())
    this.own.srcObject = this.theirs.srcObject = null
    await this.context.close()
    const type = this.recorder.mimeType.split(';')[0] ?? ''
    const at = new Date(this.startedAt.getTime() - this.startedAt.getTimezoneOffset() * 60_000)
    const when = at.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')
    return new File(this.parts, `consultation-${when}.${type.endsWith('mp4') ? 'mp4' : 'webm'}`, { type })
  }

  private hear(streams: readonly MediaStream[]): void {
    for (const [stream, node] of this.heard) {
      if (streams.includes(stream)) continue
      node.disconnect()
      this.heard.delete(stream)
    }
    for (const stream of streams) {
      if (this.heard.has(stream) || !stream.getAudioTracks().length) continue
      const node = this.context.createMediaStreamSource(stream)
      node.connect(this.mixed)
      this.heard.set(stream, node)
    }
  }

  /** The other large, oneself small at the bottom left, as on the screen. */
  private draw(): void {
    const { pen } = this
    if (!pen) return
    pen.fillStyle = 'black'
    pen.fillRect(0, 0, WIDTH, HEIGHT)
    if (this.pictured) paint(pen, this.theirs, 0, 0, WIDTH, HEIGHT)
    paint(pen, this.own, 16, HEIGHT - 196, 240, 180)
  }
}

function show(video: HTMLVideoElement, stream: MediaStream | null): void {
  if (video.srcObject === stream) return
  video.srcObject = stream
  // Muted, so that no browser forbids it; one that was replaced meanwhile is no fault.
  if (stream) void video.play().catch(() => undefined)
}

/** As large as fits, its proportions kept. */
function paint(
  pen: CanvasRenderingContext2D,
  video: HTMLVideoElement,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  if (!video.videoWidth || !video.videoHeight) return
  const scale = Math.min(width / video.videoWidth, height / video.videoHeight)
  const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale]
  pen.drawImage(video, left + (width - wide) / 2, top + (height - high) / 2, wide, high)
}
