/** The devices that are written to while no page is open, this one among them. */
import { api, command, read, type DeviceView, type Shape } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { deviceLabel } from './label'
import { isPossible, worker } from './system'

/** Whose wish it was on this device: whoever signs in here next is asked himself. */
const KEY = 'ardoise.device'

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}
async function digestOf(endpoint: string): Promise<string> {
  const made = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return Array.from(new Uint8Array(made), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

class Devices {
  #all = $state.raw<readonly DeviceView[] | null>(null)
  #key = $state.raw<string | null>(null)
  #own = $state.raw<string | null>(null)
  #permission = $state.raw<NotificationPermission>('default')

  /** Null until they are known. */
  get all(): readonly DeviceView[] | null {
    return this.#all
  }
  get permission(): NotificationPermission {
    return this.#permission
  }
  /** This device, when it is one of them. */
  get own(): DeviceView | undefined {
    return this.#all?.find((one) => one.digest === this.#own)
  }
  /** This house writes to devices, and this browser can be written to. */
  get canBeWrittenTo(): boolean {
    return this.#key !== null && 'PushManager' in window
  }

  async load(): Promise<void> {
    if (isPossible()) this.#permission = Notification.permission
    this.take(await read(api.GET('/api/me/devices')))
    const subscription = await (await navigator.serviceWorker?.getRegistration('/'))?.pushManager?.getSubscription()
    this.#own = subscription ? await digestOf(subscription.endpoint) : null
  }

  /** At a press of a button: asks the person, then the browser's push service. False: the person said no. */
  async enable(): Promise<boolean> {
    this.#permission = await Notification.requestPermission()
    if (this.#permission !== 'granted') return false
    const registration = await worker()
    if (!this.canBeWrittenTo) return true
    await navigator.serviceWorker.ready
    await this.say(await this.subscribe(registration))
    localStorage.setItem(KEY, session.me.person.id)
    await this.load()
    return true
  }

  async remove(device: DeviceView): Promise<void> {
    const path = { device_id: device.id }
    if (device.digest === this.#own) {
      localStorage.removeItem(KEY)
      const registration = await navigator.serviceWorker.getRegistration('/')
      await (await registration?.pushManager.getSubscription())?.unsubscribe()
    }
    await command(() => api.DELETE('/api/me/devices/{device_id}', { params: { path } }))
    await this.load()
  }

  /** After each log-in: the session that this device belongs to is the new one. */
  async renew(): Promise<void> {
    if (!isPossible() || Notification.permission !== 'granted') return
    const registration = await worker()
    if (localStorage.getItem(KEY) !== session.me.person.id) return
    const subscription = await registration.pushManager?.getSubscription()
    if (subscription) await this.say(subscription)
  }

  private take(found: Shape<'Devices'>): void {
    this.#all = found.devices
    this.#key = found.key
  }

  private async subscribe(registration: ServiceWorkerRegistration): Promise<PushSubscription> {
    const options = { userVisibleOnly: true, applicationServerKey: bytesOf(this.#key ?? '') }
    try {
      return await registration.pushManager.subscribe(options)
    } catch (error) {
      // It was subscribed under another key, that of a database before this one.
      const former = await registration.pushManager.getSubscription()
      if (!former) throw error
      await former.unsubscribe()
      return registration.pushManager.subscribe(options)
    }
  }

  private async say(subscription: PushSubscription): Promise<void> {
    const { endpoint, keys } = subscription.toJSON()
    const body = {
      endpoint: endpoint ?? '',
      p256dh: keys?.['p256dh'] ?? '',
      auth: keys?.['auth'] ?? '',
      label: deviceLabel(navigator.userAgent),
    }
    await command(() => api.POST('/api/me/devices', { body }))
  }
}

export const devices = new Devices()
