/**
 * Everything an attacker may do with a small store, and what they know afterwards. The attacker is an institution, or
 * some together: they know who contributes when, and every term of their own; they contribute, withdraw and ask in any
 * order. They have pinned a licence of another when all they were told leaves it one band.
 */
export type Deed = 'nothing' | 'withdraw' | number
/** In which period another institution contributes, and whether it withdraws in the next. */
export type Schedule = { readonly from: number; readonly isWithdrawn: boolean }
export type Deal = {
  readonly id: string
  readonly contributor: string
  readonly band: number
  readonly isStanding: boolean
}
/** What a store tells at the end of a period, given every deal ever contributed; it may keep what it counted. */
export type Telling = (deals: readonly Deal[]) => unknown
export type Game = {
  readonly bands: number
  readonly periods: number
  readonly schedules: readonly (readonly Schedule[])[]
  readonly attackers: readonly (readonly (readonly Deed[])[])[]
  readonly store: () => Telling
}

export const every = <Item>(of: readonly Item[], count: number): Item[][] =>
  count === 0 ? [[]] : every(of, count - 1).flatMap(rest => of.map(one => [...rest, one]))

function told(
  { store, periods }: Game,
  world: readonly number[],
  schedule: readonly Schedule[],
  plays: readonly (readonly Deed[])[],
): string {
  const tell = store()
  const answers: unknown[] = []
  let own: Deal[] = []
  for (let period = 0; period < periods; period += 1) {
    for (const [who, deeds] of plays.entries()) {
      const deed = deeds[period] ?? 'nothing'
      const contributor = `attacker-${who}`
      if (deed === 'withdraw')
        own = own.map(one => (one.contributor === contributor ? { ...one, isStanding: false } : one))
      else if (deed !== 'nothing')
        own = [...own, { id: `${contributor}-${period}`, contributor, band: deed, isStanding: true }]
    }
    const others = schedule.flatMap(({ from, isWithdrawn }, who): Deal[] =>
      from > period
        ? []
        : [
            {
              ...{ id: `other-${who}`, contributor: `other-${who}`, band: world[who] as number },
              isStanding: !(isWithdrawn && period > from),
            },
          ],
    )
    answers.push(tell([...own, ...others]))
  }
  return JSON.stringify(answers)
}

/** The first licence that is pinned, with how; undefined where none ever is. */
export function pinned(game: Game): string | undefined {
  for (const schedule of game.schedules) {
    const worlds = every([...Array(game.bands).keys()], schedule.length)
    for (const plays of game.attackers) {
      const left = Map.groupBy(worlds, world => told(game, world, schedule, plays))
      for (const [answers, consistent] of left)
        for (const who of schedule.keys())
          if (new Set(consistent.map(world => world[who])).size === 1)
            return JSON.stringify({ schedule, plays, answers, who, band: consistent[0]?.[who] })
    }
  }
  return undefined
}
