/** The page of a patient's link: his appointment, to move or to give up. */
import '../styles/tokens.css'
import '../styles/base.css'
import { mount } from 'svelte'
import ManagePage from '../features/manage/ManagePage.svelte'

// The secret leaves the address bar, the history and what is shared of the page; this tab keeps it for a reload.
const token = location.hash.slice(1) || sessionStorage.getItem('ardoise.link') || ''
if (location.hash) {
  sessionStorage.setItem('ardoise.link', token)
  history.replaceState(null, '', location.pathname)
}

mount(ManagePage, { target: document.getElementById('app') as HTMLElement, props: { token } })
