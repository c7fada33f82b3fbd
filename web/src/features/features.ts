/** Every feature of the staff application, one line each. */
import { agenda } from './agenda/feature'
import { booking } from './booking/feature'
import { appointments } from './appointments/feature'
import { chat } from './chat/feature'
import { waitlist } from './waitlist/feature'
import { commands } from './commands/feature'
import type { Feature } from './feature'
import { messages } from './messages/feature'
import { missions } from './missions/feature'
import { patients } from './patients/feature'
import { phone } from './phone/feature'
import { payments } from './payments/feature'
import { planning } from './planning/feature'
import { referrals } from './referrals/feature'
import { settings } from './settings/feature'
import { shell } from './shell/feature'
import { urgent } from './urgent/feature'

export const features: readonly Feature[] = [
  agenda,
  booking,
  appointments,
  chat,
  waitlist,
  commands,
  messages,
  missions,
  patients,
  payments,
  phone,
  planning,
  referrals,
  settings,
  shell,
  urgent,
]
