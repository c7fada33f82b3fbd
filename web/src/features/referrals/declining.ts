/** A no ends a referral for good, for both: it is asked again. */
import { t } from '$i18n'
import { confirm } from '$lib/ui'

export const declining = (): Promise<boolean> =>
  confirm({
    title: t('referrals.decline.ask'),
    text: t('referrals.decline.text'),
    yes: t('referrals.decline.yes'),
    danger: true,
  })
