/**
 * French for the first screen; the sentences of every other feature are in `later.ts`. One file per feature, keys prefixed
 * by its name.
 */
import { agenda } from './agenda'
import { common } from './common'
import { menu } from './menu'
import { refusals } from './refusals'
import { shell } from './shell'

export const fr = { ...common, ...refusals, ...menu, ...shell, ...agenda }
