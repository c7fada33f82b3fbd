/** French for what is opened later, in one file of its own: the first screen does not wait for it. */
import { appointments } from './appointments'
import { booking } from './booking'
import { commands } from './commands'
import { forms } from './forms'
import { messages } from './messages'
import { patients } from './patients'
import { planning } from './planning'
import { session } from './session'
import { settings } from './settings'
import { waitlist } from './waitlist'

export const later = {
  ...session,
  ...patients,
  ...commands,
  ...waitlist,
  ...appointments,
  ...booking,
  ...forms,
  ...planning,
  ...settings,
  ...messages,
}
