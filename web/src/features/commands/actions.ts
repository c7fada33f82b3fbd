/** Everything that can be done without a name: places, quick actions, views, the look. */
import CalendarRange from '@lucide/svelte/icons/calendar-range'
import Contrast from '@lucide/svelte/icons/contrast'
import LogOut from '@lucide/svelte/icons/log-out'
import UserRound from '@lucide/svelte/icons/user-round'
import { language, speak, t } from '$i18n'
import { view as screen, type Mode } from '$features/agenda/model/view.svelte'
import { appearance, type Theme } from '$lib/desk/appearance.svelte'
import { session } from '$lib/desk/session.svelte'
import { features } from '../features'
import { navigate, route } from '../router'
import type { Item } from './items'
import { begins } from './match'

/** Opens the agenda, where it is not already, then shows it otherwise. */
export async function onAgenda(show: () => void): Promise<void> {
  if (!['/', '/agenda'].includes(route.pathname)) await navigate('/agenda')
  show()
}

export function actions(): Item[] {
  const places = features
    .flatMap((feature) => feature.places ?? [])
    .filter((place) => place.when?.() ?? true)
    .sort((a, b) => a.rank - b.rank)
    .map((place): Item => ({
      id: `place ${place.path}`,
      group: 'commands.group.go',
      title: t(place.text),
      icon: place.icon,
      preview: t('commands.preview.open', t(place.text)),
      pick: () => void navigate(place.path as '/agenda'),
    }))
  const quick = features
    .flatMap((feature) => feature.actions ?? [])
    .filter((action) => action.when?.() ?? true)
    .sort((a, b) => a.rank - b.rank)
    .map((action): Item => ({
      id: `action ${action.text}`,
      group: 'commands.group.do',
      title: t(action.text),
      aside: action.kbd,
      icon: action.icon,
      preview: t(action.text),
      pick: action.run,
    }))
  const modes: [Mode, string, string][] = [
    ['day', t('agenda.mode.day'), 'D'],
    ['week', t('agenda.mode.week'), 'W'],
    ['list', t('agenda.mode.list'), 'L'],
  ]
  const views = modes.map(([mode, text, key]): Item => ({
    id: `view ${mode}`,
    group: 'commands.group.go',
    title: t('commands.view', text),
    aside: key,
    icon: CalendarRange,
    preview: t('commands.view', text),
    pick: () => onAgenda(() => (screen.mode = mode)),
  }))
  const themes: [Theme, string][] = [
    ['light', t('shell.theme.light')],
    ['dark', t('shell.theme.dark')],
    ['system', t('shell.theme.system')],
  ]
  const look = themes
    .filter(([theme]) => theme !== appearance.theme)
    .map(([theme, text]): Item => ({
      id: `theme ${theme}`,
      group: 'commands.group.look',
      title: `${t('shell.theme')} : ${text}`,
      icon: Contrast,
      preview: `${t('shell.theme')} : ${text}`,
      pick: () => {
        appearance.theme = theme
      },
    }))
  const other = language.locale === 'fr' ? 'en' : 'fr'
  return [
    ...quick,
    ...places,
    ...views,
    ...look,
    {
      id: 'language',
      group: 'commands.group.look',
      title: other === 'en' ? t('shell.language.en') : t('shell.language.fr'),
      icon: Contrast,
      preview: t('shell.language'),
      pick: () => speak(other),
    },
    {
      id: 'account',
      group: 'commands.group.go',
      title: t('session.account'),
      icon: UserRound,
      preview: t('session.account'),
      pick: () => void navigate('/account'),
    },
    {
      id: 'leave',
      group: 'commands.group.look',
      title: t('shell.sign_out'),
      icon: LogOut,
      preview: t('shell.sign_out'),
      pick: () => session.signOut(),
    },
  ]
}

/** Those whose words begin as what is typed. */
export function actionsFor(text: string, most: number): Item[] {
  return actions()
    .filter((item) => begins(text, item.title))
    .slice(0, most)
}
