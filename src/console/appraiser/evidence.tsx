/** The evidence of a case beside a sheet: the list of its papers, or the one that is open. */
import { lazy, type RefObject, Suspense } from 'react'
import { Loading } from '../parts/states.tsx'
import type { Paper } from './case.ts'
import { Papers } from './papers.tsx'
import type { Quoted } from './reader/pages.tsx'
import { type SayRule, typeName } from './rule-words.ts'

const Reader = lazy(async () => ({ default: (await import('./reader/reader.tsx')).Reader }))

export function Evidence({
  papers,
  types,
  sayRule,
  open,
  finder,
  onOpen,
  onPage,
  onPin,
}: {
  readonly papers: readonly Paper[]
  readonly types: readonly string[]
  readonly sayRule: SayRule
  readonly open: Paper | null
  readonly finder: RefObject<HTMLInputElement | null>
  readonly onOpen: (paper: Paper | null) => void
  readonly onPage: (page: number) => void
  readonly onPin: (paper: Paper, quoted?: Quoted) => void
}) {
  if (open === null)
    return <Papers papers={papers} types={types} sayRule={sayRule} onOpen={onOpen} onPin={paper => onPin(paper)} />
  const name = open.name === null ? '' : `: ${open.name}`
  return (
    <Suspense fallback={<Loading lines={8} />}>
      <Reader
        key={open.digest}
        paper={open}
        title={`${typeName(sayRule, open.type)}${name}`}
        finder={finder}
        onBack={() => onOpen(null)}
        onPage={onPage}
        onQuote={quoted => onPin(open, quoted)}
      />
    </Suspense>
  )
}
