/** A list made of another one, item by item. */

/**
 * As `map` gives it; but what `map` makes is of one hidden class while its caller is read line by line and of another
 * once it is compiled, and every loop over such a list would be compiled twice. Pushed, it is the same from the start.
 */
export function listed<One, Other>(list: Iterable<One>, of: (one: One, place: number) => Other): Other[] {
  const made: Other[] = []
  for (const one of list) made.push(of(one, made.length))
  return made
}
