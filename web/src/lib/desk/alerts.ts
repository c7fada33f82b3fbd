/** What must not be missed (B4.4): a sound, and a notice of the system when the page is not in front. */

const QUIET = 10_000
const last = new Map<string, number>()
/** Hertz, one after the other: what somebody hears tells him what it is about. */
const TONES = { door: [660, 880], urgent: [988, 740, 988, 740] }

/** Whether the system may still be asked to show notices. */
export const mayAsk = () => 'Notification' in globalThis && Notification.permission === 'default'

export async function ask(): Promise<void> {
  await Notification.requestPermission()
}

/** A sound. Several of a kind at once sound once. */
export function sound(kind: keyof typeof TONES): void {
  if (Date.now() - (last.get(kind) ?? 0) <= QUIET) return
  last.set(kind, Date.now())
  void chime(TONES[kind])
}

/** Something came: the sound, and the notice; `tag` names it, so that it is shown once. */
export function ring(kind: keyof typeof TONES, tag: string, title: string): void {
  sound(kind)
  if (document.visibilityState === 'hidden' && 'Notification' in globalThis && Notification.permission === 'granted') {
    // Names stay on the page: a notice may show on a locked screen.
    const notice = new Notification(title, { tag })
    notice.onclick = () => {
      focus()
      notice.close()
    }
  }
}

async function chime(tones: readonly number[]): Promise<void> {
  const context = new AudioContext()
  if (context.state === 'suspended')
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))])
  tones.forEach((hertz, index) => {
    const tone = context.createOscillator()
    const volume = context.createGain()
    const at = context.currentTime + index * 0.18
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.0001, at)
    volume.gain.exponentialRampToValueAtTime(0.18, at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + 0.52)
  })
  setTimeout(() => void context.close(), 1_500)
}
