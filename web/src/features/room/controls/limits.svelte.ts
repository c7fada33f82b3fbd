/** How fine one's own picture is, and how much of the line it may take (F162); kept on this device. */

export const SIZES = { low: [320, 240], normal: [640, 480], high: [1280, 720] } as const
export type Size = keyof typeof SIZES
/** Thousands of bits a second at most; 0: as much as the line gives. */
export const RATES = [0, 1_000, 500, 150] as const

const KEY = 'ardoise.picture'

class Limits {
  #size = $state<Size>('normal')
  #rate = $state(0)

  constructor() {
    const [size = '', rate = ''] = (localStorage.getItem(KEY) ?? '').split(' ')
    if (Object.hasOwn(SIZES, size)) this.#size = size as Size
    if (RATES.some((each) => String(each) === rate)) this.#rate = Number(rate)
  }

  get size(): Size {
    return this.#size
  }
  set size(size: Size) {
    this.#size = size
    this.keep()
  }
  get rate(): number {
    return this.#rate
  }
  set rate(rate: number) {
    this.#rate = rate
    this.keep()
  }

  /** What is asked of the camera. */
  get camera(): MediaTrackConstraints {
    const [width, height] = SIZES[this.#size]
    return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 20, max: 30 } }
  }

  /** Tells what sends the camera how much it may send. */
  async bind(sender: RTCRtpSender | undefined): Promise<void> {
    const parameters = sender?.getParameters()
    const [encoding] = parameters?.encodings ?? []
    if (!sender || !parameters || !encoding) return
    if (this.#rate) encoding.maxBitrate = this.#rate * 1_000
    else delete encoding.maxBitrate
    await sender.setParameters(parameters)
  }

  private keep(): void {
    localStorage.setItem(KEY, `${this.#size} ${this.#rate}`)
  }
}

export const limits = new Limits()
