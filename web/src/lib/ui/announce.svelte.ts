/** What screen readers hear of things that move: one polite region, said by `Announcer.svelte`. */
let said = $state.raw('')

export const announcer = {
  get text(): string {
    return said
  },
}

/** Says it; saying the same again is heard again. */
export function announce(text: string): void {
  said = text === said ? `${text}\u00A0` : text
}
