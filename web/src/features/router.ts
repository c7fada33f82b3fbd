/**
 * Every route of the staff application, one block per feature. All of them stand in the frame, which asks for the log-in;
 * those in parentheses do without it: without the menu, open to somebody signed out.
 */
import { createRouter } from 'sv-router'
import AgendaPage from './agenda/AgendaPage.svelte'
import Frame from './shell/Frame.svelte'

export const { navigate, isActive, route, p } = createRouter({
  layout: Frame,
  // agenda: nearly always the first screen, so it comes with the entry
  '/': AgendaPage,
  '/agenda': AgendaPage,
  // patients
  '/patients': () => import('./patients/PatientsPage.svelte'),
  '/patients/:patient': () => import('./patients/PatientPage.svelte'),
  // planning
  '/planning': () => import('./planning/PlanningPage.svelte'),
  '/planning/:section': () => import('./planning/PlanningPage.svelte'),
  '/planning/:section/:practitioner': () => import('./planning/PlanningPage.svelte'),
  '/planning/:section/:practitioner/:item': () => import('./planning/PlanningPage.svelte'),
  // sheet
  '/drawing/:appointment': () => import('./sheet/SheetPage.svelte'),
  // waitlist
  '/waiting-list': () => import('./waitlist/WaitlistPage.svelte'),
  // messages
  '/messages': () => import('./messages/MessagesPage.svelte'),
  // chat
  '/chat': () => import('./chat/ChatPage.svelte'),
  '/chat/:conversation': () => import('./chat/ChatPage.svelte'),
  // missions
  '/missions': () => import('./missions/MissionsPage.svelte'),
  // phone
  '/calls': () => import('./phone/CallsPage.svelte'),
  // referrals: the practice's side, and what a colleague's link opens
  '/referrals': () => import('./referrals/ReferralsPage.svelte'),
  '/(referral)': () => import('./referrals/ReferralPage.svelte'),
  // payments
  '/payments': () => import('./payments/PaymentsPage.svelte'),
  // session
  '/account': () => import('./session/AccountPage.svelte'),
  '/(setup)': () => import('./session/SetUpPage.svelte'),
  '/(invitation)': () => import('./session/InvitationPage.svelte'),
  '/(password)': () => import('./session/ResetPage.svelte'),
  '/password/(forgotten)': () => import('./session/ForgottenPage.svelte'),
  // documents: what a patient's link opens
  '/(documents)': () => import('./documents/SharedPage.svelte'),
  // settings
  '/settings': () => import('./settings/SettingsPage.svelte'),
  '/settings/:section': () => import('./settings/SettingsPage.svelte'),
  '/settings/:section/:practice': () => import('./settings/SettingsPage.svelte'),
  '/settings/:section/:practice/:item': () => import('./settings/SettingsPage.svelte'),
  // shell
  '/help': () => import('./shell/HelpPage.svelte'),
  '/legal/:page': () => import('./shell/LegalPage.svelte'),
  '*': () => import('./shell/NotFoundPage.svelte'),
})
