/**
 * Columns used block after block: those of one block are overwritten by the next one's, so that a book of a million
 * takes the memory of a block.
 */

/** A column of a name and length; what stood in it is to be overwritten whole. */
export type Scratch = (name: string, length: number) => Float64Array

export function scratch(): Scratch {
  const kept = new Map<string, Float64Array>()
  return (name, length) => {
    const found = kept.get(name)
    if (found?.length === length) return found
    const made = new Float64Array(length)
    kept.set(name, made)
    return made
  }
}
