/** What a passkey may be called, as the service takes it. */
const NAME_MAX = 60

/** A name without what nobody sees of it: blanks before, behind, and more than one between. */
export const nameOf = (typed: string): string => typed.trim().replace(/\s+/g, ' ')
export const isName = (name: string): boolean => name !== '' && name.length <= NAME_MAX
