/** Every French sentence, one file per feature; keys are prefixed by the feature's name. */
import { agenda } from './agenda'
import { booking } from './booking'
import { common } from './common'
import { forms } from './forms'
import { patients } from './patients'
import { planning } from './planning'
import { refusals } from './refusals'
import { session } from './session'
import { shell } from './shell'

export const fr = {
  ...common,
  ...refusals,
  ...shell,
  ...agenda,
  ...session,
  ...patients,
  ...booking,
  ...forms,
  ...planning,
}
