/**
 * Shows that somebody wrote or asks for help at once, or that an hour has come, while no page is open; never what was said. It keeps nothing and
 * fetches no page: without a network there is no agenda. When the browser is to be written to elsewhere, it tells the server.
 */
const of = (name) => (/^[aàâeéèêëiîïoôöuùûü]/i.test(name) ? `d’${name}` : `de ${name}`)
const WORDS = {
  fr: {
    message: (by) => `Nouveau message ${of(by)}`,
    urgent: (by) => `Urgent, ${of(by)} : à prendre en charge`,
    reminder: () => 'Un rappel vous attend',
    other: 'Du nouveau dans Ardoise',
  },
  en: {
    message: (by) => `New message from ${by}`,
    urgent: (by) => `Urgent, from ${by}: to be taken in hand`,
    reminder: () => 'A reminder is waiting for you',
    other: 'News in Ardoise',
  },
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

const pages = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })

function read(data) {
  try {
    return data.json()
  } catch {
    return {}
  }
}

async function tell(told) {
  // Whoever looks at a page sees it there.
  if ((await pages()).some((page) => page.visibilityState === 'visible')) return
  const words = WORDS[told.locale] ?? WORDS.fr
  const title = words[told.kind]?.(told.by) ?? words.other
  await self.registration.showNotification(title, {
    tag: told.tag ?? 'ardoise',
    renotify: true,
    icon: '/assets/icon-192-1.png',
    badge: '/assets/badge-1.png',
    data: { conversation: told.conversation ?? null, kind: told.kind ?? null },
  })
}

async function open(conversation, kind) {
  // What is urgent is taken in hand at the top of every page.
  const isAnywhere = !conversation && kind === 'urgent'
  const path = conversation ? `/chat/${conversation}` : isAnywhere ? '/agenda' : '/chat'
  const [page] = await pages()
  if (!page) return self.clients.openWindow(path)
  if (!isAnywhere) page.postMessage({ open: conversation })
  try {
    await page.focus()
  } catch {
    // It is not always ours to do; the page is on the conversation all the same.
  }
}

const digestOf = async (text) =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/** The device keeps its name. One that was taken away is not added again; whom the server does not know any more signs in, and his page says it. */
async function move(former, next) {
  const answer = former && (await fetch('/api/me/devices'))
  if (!answer?.ok) return
  const { key, devices } = await answer.json()
  const digest = await digestOf(former.endpoint)
  const known = devices.find((one) => one.digest === digest)
  if (!known || !key) return
  const options = { userVisibleOnly: true, applicationServerKey: key }
  const { endpoint, keys } = (next ?? (await self.registration.pushManager.subscribe(options))).toJSON()
  const body = JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth, label: known.label })
  const added = await fetch('/api/me/devices', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  if (added.ok) await fetch(`/api/me/devices/${known.id}`, { method: 'DELETE' })
}

self.addEventListener('pushsubscriptionchange', (event) =>
  event.waitUntil(move(event.oldSubscription, event.newSubscription)),
)
self.addEventListener('push', (event) => event.waitUntil(tell(event.data ? read(event.data) : {})))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { conversation, kind } = event.notification.data ?? {}
  event.waitUntil(open(conversation, kind))
})
