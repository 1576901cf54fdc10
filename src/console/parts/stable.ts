/** What is done when something is asked for, as one function from first to last: who is handed it stays as drawn. */
import { useCallback, useRef } from 'react'

export function useStable<Given extends readonly unknown[], Back>(deed: (...given: Given) => Back) {
  const latest = useRef(deed)
  latest.current = deed
  return useCallback((...given: Given): Back => latest.current(...given), [])
}
