/** Camera, microphone and loudspeaker: asking for them, choosing among them, turning them off and on. */

import { Background } from './background/background.svelte'
import { limits } from './controls/limits.svelte'
import { zoomOf, type Zoom } from './controls/steering/lens'

export type Trouble = 'denied' | 'missing' | 'busy' | 'unsupported'

const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }

export class Devices {
  #stream = $state.raw<MediaStream | null>(null)
  #shown = $state.raw<MediaStream | null>(null)
  #trouble = $state.raw<Trouble | null>(null)
  #asking = $state(false)
  #level = $state(0)
  #list = $state.raw<MediaDeviceInfo[]>([])
  #camera = $state(true)
  #microphone = $state(true)
  #speaker = $state('')
  #hasCamera = $state(false)
  #zoom = $state<number>()
  #interrupted = $state(false)
  /** Called when a track was replaced, so that a call sends the new one. */
  onchange: (() => void) | null = null

  /** What stands behind oneself. */
  readonly background = new Background()

  private context: AudioContext | null = null
  private meter: ReturnType<typeof setInterval> | undefined
  private readonly silent = new Set<MediaStreamTrack>()
  private used = { audio: '', video: '' }

  constructor() {
    this.background.onchange = () => {
      this.reveal()
      this.onchange?.()
    }
  }

  /** What is sent: the microphone, and the camera with the background chosen. */
  get stream(): MediaStream | null {
    return this.#shown
  }
  get trouble(): Trouble | null {
    return this.#trouble
  }
  /** The system took the microphone or the camera for something else: a telephone call, another application. */
  get interrupted(): boolean {
    return this.#interrupted || this.#trouble !== null
  }
  get asking(): boolean {
    return this.#asking
  }
  /** How loud the microphone hears, 0 to 1. */
  get level(): number {
    return this.#level
  }
  get cameraOn(): boolean {
    return this.#camera && this.#hasCamera
  }
  get microphoneOn(): boolean {
    return this.#microphone
  }
  get hasCamera(): boolean {
    return this.#hasCamera
  }
  /** How far the camera in use zooms; null: it does not, or the browser keeps it to itself. */
  get zoom(): Zoom | null {
    const can = this.camera?.getCapabilities?.() as { zoom?: unknown } | undefined
    return zoomOf(can?.zoom, this.#zoom)
  }
  /** The loudspeaker chosen, '' for the system's own. */
  get speaker(): string {
    return this.#speaker
  }
  get video(): MediaStreamTrack | null {
    return this.#shown?.getVideoTracks()[0] ?? null
  }
  /** The camera itself. */
  get camera(): MediaStreamTrack | null {
    return this.#stream?.getVideoTracks()[0] ?? null
  }
  get audio(): MediaStreamTrack | null {
    return this.#stream?.getAudioTracks()[0] ?? null
  }

  of(kind: MediaDeviceKind): MediaDeviceInfo[] {
    return this.#list.filter((device) => device.kind === kind && device.deviceId !== '')
  }

  /** Asks for both, or for the microphone alone when there is no camera. True once there is something to send. */
  async start(): Promise<boolean> {
    if (this.#stream) return true
    if (!navigator.mediaDevices?.getUserMedia || !('RTCPeerConnection' in globalThis)) {
      this.#trouble = 'unsupported'
      return false
    }
    this.#asking = true
    try {
      await this.take(await this.ask())
      this.#trouble = null
      navigator.mediaDevices.ondevicechange = () => void this.refresh()
      await this.refresh()
      return true
    } catch (error) {
      this.#trouble = troubleOf(error)
      return false
    } finally {
      this.#asking = false
    }
  }

  /** The devices in use before are preferred. */
  private async ask(): Promise<MediaStream> {
    const before = (deviceId: string) => (deviceId ? { deviceId: { ideal: deviceId } } : {})
    const audio = { ...AUDIO, ...before(this.used.audio) }
    const video = { ...limits.camera, ...before(this.used.video) }
    try {
      return await navigator.mediaDevices.getUserMedia({ audio, video })
    } catch (error) {
      if (troubleOf(error) === 'denied') throw error
      return navigator.mediaDevices.getUserMedia({ audio })
    }
  }

  /** Takes both again after an interruption: on a telephone that needs a tap. */
  async resume(): Promise<void> {
    this.#stream?.getTracks().forEach((track) => track.stop())
    this.#stream = this.#shown = null
    if (await this.start()) this.onchange?.()
  }

  /** Another camera or microphone, chosen by its identifier. */
  async choose(kind: 'audioinput' | 'videoinput' | 'audiooutput', deviceId: string): Promise<boolean> {
    if (kind === 'audiooutput') {
      this.#speaker = deviceId
      return true
    }
    const exact = { deviceId: { exact: deviceId } }
    const isVideo = kind === 'videoinput'
    const wanted = isVideo ? { video: { ...limits.camera, ...exact } } : { audio: { ...AUDIO, ...exact } }
    try {
      if (isVideo) this.camera?.stop() // many cameras are opened once at a time
      const fresh = await navigator.mediaDevices.getUserMedia(wanted)
      const kept = isVideo ? this.#stream?.getAudioTracks() : this.#stream?.getVideoTracks()
      ;(isVideo ? [] : [this.audio]).forEach((track) => track?.stop())
      await this.take(new MediaStream([...(kept ?? []), ...fresh.getTracks()]))
      this.onchange?.()
      return true
    } catch (error) {
      this.#trouble = troubleOf(error)
      return false
    }
  }

  /** Asks the camera in use for the size chosen; one that cannot gives what it has. */
  async refine(): Promise<void> {
    await this.camera?.applyConstraints(limits.camera).catch(() => undefined)
  }

  /** The camera after the one in use: the back of a telephone after its front. One that does not open leaves the one before. */
  async turn(): Promise<void> {
    const cameras = this.of('videoinput').map((camera) => camera.deviceId)
    const now = this.camera?.getSettings().deviceId ?? ''
    const next = cameras[(cameras.indexOf(now) + 1) % cameras.length]
    if (!next || next === now || (await this.choose('videoinput', next))) return
    if (await this.choose('videoinput', now)) this.#trouble = null
  }

  /** Zooms the camera in use, where it can. */
  async zoomTo(wanted: number): Promise<void> {
    const { zoom } = this
    if (!zoom) return
    const value = Math.min(zoom.max, Math.max(zoom.min, wanted))
    const advanced = [{ zoom: value } as MediaTrackConstraintSet]
    try {
      await this.camera?.applyConstraints({ ...limits.camera, advanced })
      this.#zoom = value
    } catch {
      // A camera that cannot after all shows what it showed before.
    }
  }

  toggleCamera(): void {
    this.#camera = !this.#camera
    this.apply()
  }
  toggleMicrophone(): void {
    this.#microphone = !this.#microphone
    this.apply()
  }

  /** A short sound through the loudspeaker chosen. */
  async chime(): Promise<void> {
    const context = new AudioContext()
    const out = context as AudioContext & { setSinkId?: (id: string) => Promise<void> }
    if (this.#speaker) await out.setSinkId?.(this.#speaker)
    ;[523, 659, 784].forEach((hertz, index) => {
      const tone = context.createOscillator()
      const volume = context.createGain()
      const at = context.currentTime + index * 0.22
      tone.frequency.value = hertz
      volume.gain.setValueAtTime(0.0001, at)
      volume.gain.exponentialRampToValueAtTime(0.25, at + 0.03)
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.4)
      tone.connect(volume).connect(context.destination)
      tone.start(at)
      tone.stop(at + 0.42)
    })
    setTimeout(() => void context.close(), 1_500)
  }

  stop(): void {
    clearInterval(this.meter)
    this.#stream?.getTracks().forEach((track) => track.stop())
    this.#stream = this.#shown = null
    this.background.stop()
    void this.context?.close()
    this.context = null
  }

  private async take(stream: MediaStream): Promise<void> {
    this.#stream = stream
    this.#hasCamera = stream.getVideoTracks().length > 0
    this.#zoom = undefined
    this.#interrupted = false
    this.silent.clear()
    this.used = {
      audio: this.audio?.getSettings().deviceId ?? '',
      video: this.camera?.getSettings().deviceId ?? '',
    }
    // An unplugged headset ends a track; a phone call on an iPhone mutes it, and may give it back by itself.
    for (const track of stream.getTracks()) {
      track.onended = () => void this.recover(track)
      track.onmute = () => this.hush(track, true)
      track.onunmute = () => this.hush(track, false)
    }
    this.apply()
    this.listen(stream)
    await this.background.follow(this.camera)
    this.reveal()
  }

  private reveal(): void {
    const { track } = this.background
    this.background.enable(this.#camera)
    this.#shown = this.#stream && track ? new MediaStream([...this.#stream.getAudioTracks(), track]) : this.#stream
  }

  private async recover(track: MediaStreamTrack): Promise<void> {
    if (this.#stream?.getTracks().includes(track)) await this.resume()
  }

  private hush(track: MediaStreamTrack, isSilent: boolean): void {
    if (!this.#stream?.getTracks().includes(track)) return
    if (isSilent) this.silent.add(track)
    else this.silent.delete(track)
    this.#interrupted = this.silent.size > 0
  }

  private apply(): void {
    this.#stream?.getVideoTracks().forEach((track) => (track.enabled = this.#camera))
    this.background.enable(this.#camera)
    this.#stream?.getAudioTracks().forEach((track) => (track.enabled = this.#microphone))
  }

  private async refresh(): Promise<void> {
    this.#list = await navigator.mediaDevices.enumerateDevices()
  }

  private listen(stream: MediaStream): void {
    clearInterval(this.meter)
    if (!stream.getAudioTracks().length) return
    this.context ??= new AudioContext()
    void this.context.resume()
    const analyser = this.context.createAnalyser()
    analyser.fftSize = 512
    this.context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    this.meter = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      this.#level = Math.min(1, Math.sqrt(power) * 4)
    }, 100)
  }
}

function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'missing'
}
