/**
 * One look at the database for all who ask the same in one turn of the loop, or while another look is under way. Each
 * is answered by a look that began after it asked, so that what was changed before is seen by everybody, as if each had
 * looked alone.
 */
import { setImmediate as turnOver } from 'node:timers/promises'

/** Looks something up by its key; `moment` is when it was asked, and of several the latest holds. */
export type Look<Value> = (key: string, moment: Date) => Promise<Value>

type Next<Value> = { moment: Date; readonly found: Promise<Value> }

export function sharedLook<Value>(look: Look<Value>): Look<Value> {
  const under = new Map<string, Promise<unknown>>()
  const next = new Map<string, Next<Value>>()

  const begun = (key: string, moment: Date): Promise<Value> => {
    const found = look(key, moment)
    const over: Promise<unknown> = found
      .catch(() => undefined)
      .then(() => {
        if (under.get(key) === over) under.delete(key)
      })
    under.set(key, over)
    return found
  }
  return (key, moment) => {
    const waiting = next.get(key)
    if (waiting !== undefined) {
      if (moment > waiting.moment) waiting.moment = moment
      return waiting.found
    }
    // What is read from the wire in the same turn is asked by then.
    const found = (under.get(key) ?? turnOver()).then(() => {
      next.delete(key)
      return begun(key, own.moment)
    })
    const own: Next<Value> = { moment, found }
    next.set(key, own)
    return found
  }
}
