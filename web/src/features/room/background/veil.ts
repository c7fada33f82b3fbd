/**
 * One's own picture with another background: who sits there is told from what is behind him in this browser, frame by frame,
 * and only the result is sent. Library and model are ours to serve; they are fetched when this file is.
 */
import { FilesetResolver, ImageSegmenter, type MPMask } from '@mediapipe/tasks-vision'
import modelUrl from '@mediapipe/selfie_segmentation/selfie_segmentation.tflite?url'
import wasmLoaderPath from '../../../../node_modules/@mediapipe/tasks-vision/wasm/vision_wasm_internal.js?url'
import wasmBinaryPath from '../../../../node_modules/@mediapipe/tasks-vision/wasm/vision_wasm_internal.wasm?url'
import type { Choice } from './choices'
import { told } from './model'
import { picture } from './pictures'

const FRAMES = 20
/** Longer side of what the model looks at. */
const SEEN = 256
/** Widths by which what is behind is blurred, and the picture offered in its place put out of focus. */
const BLUR = [24, 96]
const FOCUS = [128]
/** Milliseconds that a frame may take, on average of so many, before the device is called too slow. */
const SLOW = 100
const JUDGED = 50
/** How much of an outline is that of the frame before: without it the edge trembles. */
const INERTIA = 0.35

type Pen = CanvasRenderingContext2D

function newPen(): Pen {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('This browser draws no canvas.')
  pen.imageSmoothingQuality = 'high'
  return pen
}

function size(pen: Pen, wide: number, high: number): boolean {
  const { canvas } = pen
  if (canvas.width === wide && canvas.height === high) return false
  canvas.width = wide
  canvas.height = high
  pen.imageSmoothingQuality = 'high'
  return true
}

/** Between certainly behind and certainly him, an edge as soft as hair. */
function edge(likely: number): number {
  const part = Math.min(1, Math.max(0, (likely - 0.25) / 0.5))
  return part * part * (3 - 2 * part)
}

export class Veil {
  readonly track: MediaStreamTrack
  private readonly video = document.createElement('video')
  private readonly out = newPen()
  private readonly seen = newPen()
  private readonly outline = newPen()
  private readonly behind = newPen()
  private readonly steps = BLUR.map(newPen)
  private readonly timer: ReturnType<typeof setInterval>
  private camera: MediaStreamTrack | null = null
  private choice: Choice = 'blur'
  private painted = ''
  private likely = new Float32Array(0)
  private shape: ImageData | null = null
  private taken = 0
  private frames = 0

  /** `slow`: called when this device cannot keep up. */
  private constructor(
    private readonly segmenter: ImageSegmenter,
    private readonly slow: () => void,
  ) {
    size(this.out, 640, 480)
    this.track = this.out.canvas.captureStream(FRAMES).getVideoTracks()[0]!
    this.video.muted = true
    this.video.playsInline = true
    this.timer = setInterval(() => this.frame(), 1_000 / FRAMES)
  }

  static async open(slow: () => void): Promise<Veil> {
    if (!(await FilesetResolver.isSimdSupported())) throw new Error('This browser cannot run the model.')
    const model = await fetch(modelUrl)
    if (!model.ok) throw new Error('The model did not come.')
    const segmenter = await ImageSegmenter.createFromOptions(
      { wasmLoaderPath, wasmBinaryPath },
      {
        baseOptions: { modelAssetBuffer: told(await model.arrayBuffer()), delegate: 'CPU' },
        runningMode: 'VIDEO',
        outputConfidenceMasks: true,
        outputCategoryMask: false,
      },
    )
    return new Veil(segmenter, slow)
  }

  /** Another camera, or another background: the track sent stays the same. */
  show(camera: MediaStreamTrack, choice: Choice): void {
    this.choice = choice
    if (camera === this.camera) return
    this.camera = camera
    this.video.srcObject = new MediaStream([camera])
    // Muted, so that no browser forbids it; one that was replaced meanwhile is no fault.
    void this.video.play().catch(() => undefined)
  }

  stop(): void {
    clearInterval(this.timer)
    this.track.stop()
    this.video.srcObject = null
    this.segmenter.close()
  }

  private frame(): void {
    const { video, out } = this
    const { videoWidth: wide, videoHeight: high } = video
    if (!wide || !high || !this.camera?.enabled) return
    const began = performance.now()
    size(out, wide, high)
    const scale = SEEN / Math.max(wide, high)
    size(this.seen, Math.round(wide * scale), Math.round(high * scale))
    const { canvas } = this.seen
    this.seen.drawImage(video, 0, 0, canvas.width, canvas.height)
    this.segmenter.segmentForVideo(canvas, began, ({ confidenceMasks }) => this.follow(confidenceMasks?.[0]))
    out.globalCompositeOperation = 'copy'
    out.drawImage(this.outline.canvas, 0, 0, wide, high)
    out.globalCompositeOperation = 'source-in'
    out.drawImage(video, 0, 0, wide, high)
    out.globalCompositeOperation = 'destination-over'
    if (this.choice === 'blur') out.drawImage(this.softened(canvas, BLUR), 0, 0, wide, high)
    else out.drawImage(this.scenery(wide, high), 0, 0)
    this.judge(performance.now() - began)
  }

  private follow(mask: MPMask | undefined): void {
    if (!mask) return
    const found = mask.getAsFloat32Array()
    if (size(this.outline, mask.width, mask.height) || !this.shape) {
      this.shape = this.outline.createImageData(mask.width, mask.height)
      this.likely = new Float32Array(found)
    }
    const { likely, shape } = this
    found.forEach((now, index) => {
      const steady = (likely[index] ?? 0) * INERTIA + now * (1 - INERTIA)
      likely[index] = steady
      shape.data[4 * index + 3] = 255 * edge(steady)
    })
    this.outline.putImageData(shape, 0, 0)
  }

  /** Smaller and larger again: soft everywhere, and cheap in every browser. */
  private softened(from: HTMLCanvasElement, widths: readonly number[]): HTMLCanvasElement {
    return widths.reduce((before, wide, index) => {
      const pen = this.steps[index]!
      size(pen, wide, Math.round((wide * from.height) / from.width))
      pen.drawImage(before, 0, 0, pen.canvas.width, pen.canvas.height)
      return pen.canvas
    }, from)
  }

  private scenery(wide: number, high: number): HTMLCanvasElement {
    const { behind, choice } = this
    const wanted = `${choice} ${wide} ${high}`
    if (this.painted !== wanted && (choice === 'wall' || choice === 'shelves')) {
      size(behind, wide, high)
      picture(choice, behind, () => behind.drawImage(this.softened(behind.canvas, FOCUS), 0, 0, wide, high))
      this.painted = wanted
    }
    return behind.canvas
  }

  private judge(taken: number): void {
    this.taken += taken
    if (++this.frames < JUDGED) return
    const isSlow = this.taken / this.frames > SLOW
    this.taken = this.frames = 0
    if (isSlow) this.slow()
  }
}
