/** Every English sentence, one file per feature; keys are prefixed by the feature's name. */
import type { Texts } from '../index.svelte'
import { agenda } from './agenda'
import { booking } from './booking'
import { appointments } from './appointments'
import { urgent } from './urgent'
import { waitlist } from './waitlist'
import { calls } from './calls'
import { chat } from './chat'
import { commands } from './commands'
import { common } from './common'
import { documents } from './documents'
import { exchange } from './exchange'
import { forms } from './forms'
import { instructions } from './instructions'
import { menu } from './menu'
import { messages } from './messages'
import { missions } from './missions'
import { patients } from './patients'
import { payments } from './payments'
import { phone } from './phone'
import { planning } from './planning'
import { reception } from './reception'
import { refusals } from './refusals'
import { referrals } from './referrals'
import { session } from './session'
import { settings } from './settings'
import { sheet } from './sheet'
import { shell } from './shell'

export const en: Texts = {
  ...common,
  ...refusals,
  ...menu,
  ...shell,
  ...agenda,
  ...session,
  ...patients,
  ...payments,
  ...commands,
  ...calls,
  ...reception,
  ...chat,
  ...waitlist,
  ...appointments,
  ...booking,
  ...documents,
  ...exchange,
  ...forms,
  ...instructions,
  ...phone,
  ...planning,
  ...referrals,
  ...settings,
  ...sheet,
  ...urgent,
  ...messages,
  ...missions,
}
