/**
 * What somebody is typing, kept on this device at every change until it is saved: a closed tab, a lost network or an
 * ended session costs nothing.
 */
import { useCallback, useEffect, useState } from 'react'

const nameOf = (key: string): string => `draft:${key}`

/** The draft kept under a key; undefined where there is none, or none that can be read. */
export function keptDraft<Value>(key: string): Value | undefined {
  try {
    const text = localStorage.getItem(nameOf(key))
    return text === null ? undefined : (JSON.parse(text) as Value)
  } catch {
    return undefined
  }
}

/** Of what is over: it is neither shown again nor sent. */
export const forgetDraft = (key: string): void => localStorage.removeItem(nameOf(key))

/** Before the key of what is typed without a log-in. */
export const ANYBODYS = 'anybody:'

/** Whoever leaves a device may have shared it: what was typed there without a log-in goes with them. */
export function forgetAnybodys(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(nameOf(ANYBODYS))) localStorage.removeItem(name)
}

/**
 * A value that outlives its page.
 * @param key  of the person and the thing, such as `case:<id>:plan`; what needs no log-in begins with ANYBODYS
 * @returns the value, a setter, whether it came from an earlier visit, and how it is forgotten once it is saved
 */
export function useDraft<Value>(key: string, first: Value) {
  const [isKept] = useState(() => keptDraft<Value>(key) !== undefined)
  const [value, setValue] = useState<Value>(() => keptDraft<Value>(key) ?? first)
  const set = useCallback(
    (next: Value): void => {
      setValue(next)
      localStorage.setItem(nameOf(key), JSON.stringify(next))
    },
    [key],
  )
  const forget = useCallback(() => forgetDraft(key), [key])
  // Another tab of the same person wrote: what stands there is shown here too, and not overwritten unseen.
  useEffect(() => {
    const heard = (event: StorageEvent) => {
      if (event.key === nameOf(key) && event.newValue !== null) setValue(JSON.parse(event.newValue) as Value)
    }
    window.addEventListener('storage', heard)
    return () => window.removeEventListener('storage', heard)
  }, [key])
  return { value, set, isKept, forget }
}
