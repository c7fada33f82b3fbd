/** French for what is opened later, in one file of its own: the first screen does not wait for it. */
import { agendaOpened } from './agendaOpened'
import { appointments } from './appointments'
import { booking } from './booking'
import { calls } from './calls'
import { chat } from './chat'
import { commands } from './commands'
import { documents } from './documents'
import { exchange } from './exchange'
import { forms } from './forms'
import { instructions } from './instructions'
import { messages } from './messages'
import { missions } from './missions'
import { patients } from './patients'
import { payments } from './payments'
import { phone } from './phone'
import { planning } from './planning'
import { reception } from './reception'
import { referrals } from './referrals'
import { session } from './session'
import { settings } from './settings'
import { sheet } from './sheet'
import { urgent } from './urgent'
import { waitlist } from './waitlist'

export const later = {
  ...agendaOpened,
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
