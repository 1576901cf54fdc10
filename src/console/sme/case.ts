/** An application as the API keeps it, and how a change is saved without writing over anybody else's. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call, ProblemError, type ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import type { Kept } from './fields.ts'
import type { Tree } from './paths.ts'

export type CaseView = ValueOf<'GET /v1/cases/{case_id}'>
export type CaseState = CaseView['state']

export const caseReading = (id: string) => reading('GET /v1/cases/{case_id}', { params: { case_id: id } })
export const keptOf = (view: CaseView): Kept => ({ content: view.content as Tree, names: view.names as Tree })

/** Somebody else changed the same thing: what they saved, for both to be shown. */
export class ConflictError extends Error {
  readonly newest: CaseView
  constructor(newest: CaseView) {
    super('somebody else changed the same part')
    this.name = 'ConflictError'
    this.newest = newest
  }
}

/** Other parts may be saved at the same time; past so many in a row something else is wrong. */
const TRIES_MAX = 4

type Change = {
  readonly base: CaseView
  /** The application with the change in it. */
  readonly change: (kept: Kept) => Kept
  /** The part that is changed, as text: where somebody else changed it too, both are shown. */
  readonly part: (kept: Kept) => string
}

/**
 * Saves a change of a draft on the version it was begun from. Where another part was saved meanwhile the change goes on
 * top of it; where the same part was, nothing is sent.
 * Throws: ConflictError with what was saved, and what calls throw.
 */
export function useSaving(id: string) {
  const queries = useQueryClient()
  return useCallback(
    async ({ base, change, part }: Change): Promise<CaseView> => {
      let on = base
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        const { content, names } = change(keptOf(on))
        try {
          const saved = await call('PUT /v1/cases/{case_id}', {
            params: { case_id: id },
            ifMatch: String(on.version),
            body: { content, names } as never,
          })
          queries.setQueryData(caseReading(id).queryKey, saved)
          void queries.invalidateQueries({ queryKey: ['GET /v1/cases'] })
          return saved
        } catch (problem) {
          if (!(problem instanceof ProblemError && problem.codes.includes('version_stale'))) throw problem
          const newest = await call('GET /v1/cases/{case_id}', { params: { case_id: id } })
          if (part(keptOf(newest)) !== part(keptOf(base))) throw new ConflictError(newest)
          on = newest
        }
      }
      throw new Error('the application is saved by others without a pause')
    },
    [id, queries],
  )
}

/** What was written over several lines, as the one line the API takes. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The day in Seoul, on which what is typed today was said. */
export const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
