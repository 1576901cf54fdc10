/** An application as the API keeps it, and how a change is saved without writing over anybody else's. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { call, ProblemError, type ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import type { Kept } from './fields.ts'
import type { Tree } from './paths.ts'

export type CaseView = ValueOf<'GET /v1/cases/{case_id}'>
export type CaseState = CaseView['state']

export const caseReading = (id: string) => reading('GET /v1/cases/{case_id}', { params: { case_id: id } })
export const keptOf = (view: Pick<CaseView, 'content' | 'names'>): Kept => ({
  content: view.content as Tree,
  names: view.names as Tree,
})

/** An application, or as much of it as somebody has before them. */
export type SectionsView = Pick<CaseView, 'version' | 'content' | 'names' | 'firm' | 'updated_at'>
/** Where somebody fills in sections: how what stands is read, and how a change of it is sent on that version. */
export type Desk = {
  /** Of what is kept on this device. */
  readonly key: string
  /** The page the sections belong to. */
  readonly page: string
  readonly queryKey: QueryKey
  readonly read: () => Promise<SectionsView>
  readonly save: (kept: Kept, version: number) => Promise<SectionsView>
}

/** The firm's own application, whole. */
export const ownDesk = (id: string): Desk => {
  const params = { case_id: id }
  return {
    key: `case:${id}`,
    page: `/applications/${id}`,
    queryKey: caseReading(id).queryKey,
    read: () => call('GET /v1/cases/{case_id}', { params }),
    save: (kept, version) =>
      call('PUT /v1/cases/{case_id}', { params, ifMatch: String(version), body: { ...kept } as never }),
  }
}

/** Somebody else changed the same thing: what they saved, for both to be shown. */
export class ConflictError extends Error {
  readonly newest: SectionsView
  constructor(newest: SectionsView) {
    super('somebody else changed the same part')
    this.name = 'ConflictError'
    this.newest = newest
  }
}

/** Other parts may be saved at the same time; past so many in a row something else is wrong. */
const TRIES_MAX = 4

type Change = {
  readonly base: SectionsView
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
export function useSaving(desk: Desk) {
  const queries = useQueryClient()
  return async ({ base, change, part }: Change): Promise<SectionsView> => {
    let on = base
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      try {
        const saved = await desk.save(change(keptOf(on)), on.version)
        queries.setQueryData(desk.queryKey, saved)
        void queries.invalidateQueries({ queryKey: ['GET /v1/cases'] })
        return saved
      } catch (problem) {
        if (!(problem instanceof ProblemError && problem.codes.includes('version_stale'))) throw problem
        const newest = await desk.read()
        if (part(keptOf(newest)) !== part(keptOf(base))) throw new ConflictError(newest)
        on = newest
      }
    }
    throw new Error('the application is saved by others without a pause')
  }
}

/** What was written over several lines, as the one line the API takes. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The day in Seoul, on which what is typed today was said. */
export const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
