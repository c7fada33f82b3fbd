/** Records the microphone in this page's memory (F106): it may pause, ends by itself after five minutes, and gives a file back. */
import { peaksOf } from './wave'

/** Milliseconds; the server refuses more. */
export const LONGEST = 5 * 60_000
const EVERY = 50
const TYPES = [
  { type: 'audio/webm;codecs=opus', extension: 'webm' },
  { type: 'audio/ogg;codecs=opus', extension: 'ogg' },
  { type: 'audio/mp4', extension: 'm4a' },
] as const

export interface Spoken {
  file: File
  peaks: string
  lasts: number
}

export const canRecord = (): boolean =>
  typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices) && format() !== undefined

const format = () => TYPES.find(({ type }) => MediaRecorder.isTypeSupported(type))

export class Recorder {
  state = $state<'asking' | 'recording' | 'paused' | 'done' | 'refused' | 'absent' | 'failed'>('asking')
  /** Milliseconds recorded, pauses left out. */
  elapsed = $state(0)
  /** The last levels, for the eye. */
  recent = $state.raw<readonly number[]>([])
  spoken = $state.raw<Spoken | null>(null)

  private stream: MediaStream | null = null
  private context: AudioContext | null = null
  private recorder: MediaRecorder | null = null
  private levels: number[] = []
  private timer: ReturnType<typeof setInterval> | undefined
  private seen = 0
  private closed = false

  constructor(private readonly title: string) {}

  async start(): Promise<void> {
    this.state = 'asking'
    this.elapsed = 0
    this.levels = []
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      if (this.closed) return stream.getTracks().forEach((track) => track.stop())
      this.record(stream)
    } catch (error) {
      const name = error instanceof DOMException ? error.name : ''
      const states = { NotAllowedError: 'refused', SecurityError: 'refused', NotFoundError: 'absent' } as const
      this.release()
      this.state = states[name as keyof typeof states] ?? 'failed'
    }
  }

  pause(): void {
    // It may have been ended, and not have told yet.
    if (this.recorder?.state !== 'recording') return
    this.count()
    this.recorder.pause()
    this.state = 'paused'
  }

  resume(): void {
    if (this.recorder?.state !== 'paused') return
    this.seen = performance.now()
    this.recorder.resume()
    this.state = 'recording'
  }

  /** Ends; what was spoken can be listened to. */
  stop(): void {
    if (!this.recorder || this.recorder.state === 'inactive') return
    this.count()
    this.recorder.stop()
  }

  /** Shows what was spoken before as if it had just ended. */
  take(spoken: Spoken): void {
    this.spoken = spoken
    this.elapsed = spoken.lasts
    this.state = 'done'
  }

  /** Lets go of the microphone, and gives what was spoken until now. */
  async end(): Promise<Spoken | null> {
    this.closed = true
    const { recorder } = this
    if (recorder && recorder.state !== 'inactive') {
      const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve))
      this.stop()
      await ended
    }
    this.release()
    return this.state === 'done' ? this.spoken : null
  }

  private record(stream: MediaStream): void {
    const known = format()
    if (!known) throw new DOMException('', 'NotSupportedError')
    this.stream = stream
    this.context = new AudioContext()
    const analyser = this.context.createAnalyser()
    analyser.fftSize = 1_024
    this.context.createMediaStreamSource(stream).connect(analyser)
    const parts: Blob[] = []
    const recorder = new MediaRecorder(stream, { mimeType: known.type, audioBitsPerSecond: 32_000 })
    this.recorder = recorder
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onerror = () => {
      this.release()
      this.state = 'failed'
    }
    recorder.onstop = () => {
      this.release()
      const type = known.type.split(';')[0] ?? ''
      const file = new File(parts, `${this.title}.${known.extension}`, { type })
      this.spoken = { file, peaks: peaksOf(this.levels), lasts: this.elapsed }
      this.state = file.size ? 'done' : 'failed'
    }
    // The microphone was unplugged, or another program took it: what was spoken so far stays.
    for (const track of stream.getTracks()) track.onended = () => this.stop()
    recorder.start(1_000)
    this.seen = performance.now()
    this.state = 'recording'
    const wave = new Float32Array(analyser.fftSize)
    this.timer = setInterval(() => {
      if (this.state !== 'recording') return
      this.count()
      analyser.getFloatTimeDomainData(wave)
      this.levels.push(Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length))
      this.recent = this.levels.slice(-64)
      if (this.elapsed >= LONGEST) this.stop()
    }, EVERY)
  }

  private count(): void {
    const now = performance.now()
    if (this.state === 'recording') this.elapsed += now - this.seen
    this.seen = now
  }

  private release(): void {
    clearInterval(this.timer)
    this.stream?.getTracks().forEach((track) => track.stop())
    this.stream = null
    void this.context?.close()
    this.context = null
  }
}
