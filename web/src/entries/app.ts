/** The staff application. */
import '../styles/tokens.css'
import '../styles/base.css'
import '$lib/ui/controls.css'
import { mount } from 'svelte'
import { learn, preferredLocale, speak } from '$i18n'
import { afterFirstScreen, firstScreenShown } from '$lib/desk/firstScreen'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { startClock } from '$lib/time/clock.svelte'
import { features } from '../features/features'
import App from '../features/shell/App.svelte'
import { questions } from '../features/shell/questions'
import Unreachable from '../features/shell/Unreachable.svelte'

for (const feature of features) windows.register(feature.windows ?? {})
startClock()

/** Only the agenda is shown before every word is here; any other page would begin with sentences missing. */
const FIRST = ['/', '/agenda']

const target = document.getElementById('app') as HTMLElement

async function start(): Promise<void> {
  try {
    await Promise.all([session.load(), words()])
    target.replaceChildren()
    mount(App, { target })
    firstScreenShown()
    void afterFirstScreen(fetchTheRest)
  } catch (reason) {
    target.replaceChildren()
    mount(Unreachable, { target, props: { reason } })
  }
}

/** What is asked and opened later must not wait, nor need the server when it is away. */
async function fetchTheRest(): Promise<void> {
  await Promise.allSettled([learn(), questions()])
  await windows.fetch()
}

function words(): Promise<void> {
  if (preferredLocale() === 'en') return speak('en')
  return FIRST.includes(location.pathname) ? Promise.resolve() : learn()
}

void start()
