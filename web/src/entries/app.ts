/** The staff application. */
import '../styles/tokens.css'
import '../styles/base.css'
import '$lib/ui/controls.css'
import { mount } from 'svelte'
import { learn, preferredLocale, speak } from '$i18n'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { startClock } from '$lib/time/clock.svelte'
import { features } from '../features/features'
import App from '../features/shell/App.svelte'
import Unreachable from '../features/shell/Unreachable.svelte'

for (const feature of features) windows.register(feature.windows ?? {})
startClock()

const target = document.getElementById('app') as HTMLElement

async function start(): Promise<void> {
  try {
    await Promise.all([session.load(), preferredLocale() === 'en' ? speak('en') : undefined])
    target.replaceChildren()
    mount(App, { target })
    requestIdleCallback(() => void learn().then(() => windows.fetch()), { timeout: 3_000 })
  } catch (reason) {
    target.replaceChildren()
    mount(Unreachable, { target, props: { reason } })
  }
}

void start()
