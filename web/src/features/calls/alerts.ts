/** Nobody is missed at the door (B4.4): a sound, and a notice of the system when the page is not in front. */
import { t } from '$i18n'
import type { CallView } from '$lib/api'

const QUIET = 10_000
let last = 0

/** Whether the system may still be asked to show notices. */
export const mayAsk = () => 'Notification' in globalThis && Notification.permission === 'default'

export async function ask(): Promise<void> {
  await Notification.requestPermission()
}

/** One patient came. Several at once ring once. */
export function ring(call: CallView): void {
  if (Date.now() - last > QUIET) {
    last = Date.now()
    void chime()
  }
  if (document.visibilityState === 'hidden' && 'Notification' in globalThis && Notification.permission === 'granted') {
    // The name stays on the page: a notice may show on a locked screen.
    const notice = new Notification(t('calls.notice'), { tag: call.id })
    notice.onclick = () => {
      focus()
      notice.close()
    }
  }
}

async function chime(): Promise<void> {
  const context = new AudioContext()
  if (context.state === 'suspended')
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))])
  ;[660, 880].forEach((hertz, index) => {
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
