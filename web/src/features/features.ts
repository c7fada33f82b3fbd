/** Every feature of the staff application, one line each. */
import { agenda } from './agenda/feature'
import type { Feature } from './feature'
import { patients } from './patients/feature'
import { shell } from './shell/feature'

export const features: readonly Feature[] = [agenda, patients, shell]
