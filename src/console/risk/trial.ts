/** Trial cases as the API has them. */
import type { CallOf, ValueOf } from '../api/client.ts'

export type Trial = ValueOf<'GET /v1/rules/trials'>['items'][number]
export type TrialGiven = NonNullable<CallOf<'POST /v1/rules/trials'>['body']>['cases'][number]
