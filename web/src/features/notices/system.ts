/** Notices of the system, beside a page that is hidden: who wrote or asks, never what. They are asked for once, on one's account page. */
import { navigate } from '../router'

export const isPossible = (): boolean => 'Notification' in window && 'serviceWorker' in navigator

/** The program that shows notices; it is there from the moment one asked for them. */
export function worker(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register('/sw.js')
}

/** Shows a notice when nobody looks at this page and one asked for notices; the one before about the same thing goes. `kind`: as a push service would bring it. */
export async function tellSystem(
  title: string,
  conversation: string | null,
  tag: string,
  kind: 'message' | 'reminder' | 'urgent',
): Promise<void> {
  if (!isPossible() || Notification.permission !== 'granted' || document.visibilityState === 'visible') return
  const registration = await worker()
  await registration.showNotification(title, { tag, icon: '/assets/icon-192-1.png', data: { conversation, kind } })
}

let isHeard = false
/** A press on a notice opens its conversation in this page. */
export function hearPresses(): void {
  if (isHeard || !isPossible()) return
  isHeard = true
  navigator.serviceWorker.addEventListener('message', (event: MessageEvent<{ open?: string | null }>) => {
    const { open } = event.data
    if (open) void navigate('/chat/:conversation', { params: { conversation: open } })
    else if (open === null) void navigate('/chat')
  })
  navigator.serviceWorker.startMessages()
}
