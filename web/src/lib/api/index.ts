export { api, command, onSignedOut, read, type Done } from './client'
export { queue } from './queue.svelte'
export { reasonOf, Refusal } from './refusal'
export type * from './shapes'
