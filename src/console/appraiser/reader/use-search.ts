/** Looking through a paper: its pages are read once, from the first on, and each finding is counted and gone to. */
import { useEffect, useMemo, useState } from 'react'
import { type Opened, textOf } from './document.ts'
import { type Hit, hitsIn, type PageText } from './text.ts'

export type Found = Hit & { readonly page: number }
const NONE: readonly PageText[] = []

export function useSearch(opened: Opened, page: number, setPage: (page: number) => void) {
  const [words, setAsked] = useState('')
  const [texts, setTexts] = useState<readonly PageText[]>(NONE)
  const [at, setAt] = useState(0)
  const isAsked = words.trim() !== ''
  const isLooking = isAsked && texts.length < opened.numPages
  useEffect(() => {
    if (!isLooking) return
    let isOver = false
    const read = async () => {
      const all: PageText[] = []
      for (let number = 1; number <= opened.numPages && !isOver; number++) all.push(await textOf(opened, number))
      if (!isOver) setTexts(all)
    }
    // A page that cannot be read shows so itself; what was read of the others is not half a search.
    void read().catch(() =>
      setTexts(Array.from({ length: opened.numPages }, () => ({ pieces: [], folded: '', places: [] }))),
    )
    return () => {
      isOver = true
    }
  }, [opened, isLooking])
  const hits = useMemo(
    (): readonly Found[] =>
      texts.flatMap((text, index) => hitsIn(text, words).map(hit => ({ ...hit, page: index + 1 }))),
    [texts, words],
  )
  const show = (place: number): void => {
    const hit = hits[place]
    if (hit === undefined) return
    setAt(place)
    if (hit.page !== page) setPage(hit.page)
  }
  // What was asked for anew is shown from the page in sight on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, not for each page turned.
  useEffect(() => {
    const next = hits.findIndex(hit => hit.page >= page)
    show(next < 0 ? 0 : next)
  }, [hits])
  return {
    words,
    setWords: setAsked,
    texts,
    hits,
    at: Math.min(at, Math.max(hits.length - 1, 0)),
    isLooking,
    /** To the next one, or back; around at the ends. */
    go: (by: 1 | -1) => show((at + by + hits.length) % Math.max(hits.length, 1)),
  }
}
