/** The worker drafts are read, checked and tried in, with json-rules-engine as the second opinion. */
import { served } from '../../platform/workers.ts'
import { oracleOf } from '../../rules/oracle.ts'
import { type Answer, type Asked, draftWork, type Opinion } from './service.ts'

const secondOpinion: Opinion = (set, vocabulary) => {
  const oracle = oracleOf(set.compiled.clauses, vocabulary, set.parameters)
  return values => oracle.outcomes(values)
}

served<ReadonlyMap<string, string>, Asked, Answer>(shipped => draftWork(shipped, secondOpinion))
