/** Where tests read, check and try drafts: in their own thread, as the worker does in its own. */
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { type DraftWorkers, draftWork, type Opinion } from '../../src/policy/drafts/service.ts'
import type { Checks } from '../../src/policy/editions/grounds.ts'
import { oracleOf } from '../../src/rules/oracle.ts'

const SHIPPED = textsBelow(`${HOME}/rules`)
export const secondOpinion: Opinion = (set, vocabulary) => {
  const oracle = oracleOf(set.compiled.clauses, vocabulary, set.parameters)
  return values => oracle.outcomes(values)
}

export const draftsHere = (checks?: Checks, opinion: Opinion = secondOpinion): DraftWorkers => ({
  run: draftWork(SHIPPED, opinion, checks),
  close: async () => undefined,
})
