/** What asks before an act: the first screen does without it. */
export const questions = () => import('./Questions.svelte')
