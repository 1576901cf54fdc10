/**
 * What nobody waits for gives way to what somebody waits for: long work by the clock asks before each piece whether
 * requests are being answered, and waits a moment where they are. It never waits long: under any load it goes on, piece
 * by piece.
 */
/** Quiet for so long counts as nobody waiting, in ms: requests that come one after the other leave no such gap. */
const QUIET_MS = 25
/** A piece waits no longer than this, in ms, so that an hour of full load still does 3,600 of them. */
const WAIT_MS_MAX = 1_000

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, QUIET_MS))

export type GivingWay = {
  /** A request has come. */
  readonly asked: () => void
  /** It is answered, or whoever asked has gone. */
  readonly answered: () => void
  /** Resolves when no request has been under way for a moment, at the latest after a second. */
  readonly clear: () => Promise<void>
}

export function makeGivingWay(): GivingWay {
  let underWay = 0
  let lastAnswered = Number.NEGATIVE_INFINITY
  const isQuiet = (): boolean => underWay === 0 && performance.now() - lastAnswered >= QUIET_MS
  return {
    asked: () => {
      underWay += 1
    },
    answered: () => {
      underWay -= 1
      lastAnswered = performance.now()
    },
    clear: async () => {
      const until = performance.now() + WAIT_MS_MAX
      while (!isQuiet() && performance.now() < until) await pause()
    },
  }
}
