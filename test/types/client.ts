/**
 * Lines that must not compile with the generated client. Nothing here is run: `npm run types` fails where one of these
 * mistakes would be let through, because a `@ts-expect-error` without an error is itself one.
 */
import type { Answer, ApiClient, Given, Value } from '../../clients/typescript/api.ts'

declare const client: ApiClient
declare const drafted: Given<'post_cases'>['body']
const params = { case_id: '0197b0a2-0000-7000-8000-000000000000' }

/** What is right, so that the mistakes below are each a mistake by the one thing their line names. */
export const rightCalls = [
  () => client.call('get_self'),
  () => client.call('get_cases', { query: { limit: '10', state: 'drafted' } }),
  () => client.call('GET /v1/cases/{case_id}', { params }),
  () => client.call('post_cases', { body: drafted, idempotencyKey: 'a' }),
  () =>
    client.call('put_limits_scope_code_key', { params: { scope: 'fund', code: 'c', key: 'k' }, body: { cap: '1' } }),
  () => client.call('post_cases_case_id_withdraw', { params, body: { reason: 'x' }, idempotencyKey: 'a' }),
]

export const callMistakes = [
  // @ts-expect-error no such path
  () => client.call('GET /v1/case/{case_id}', { params }),
  // @ts-expect-error no such method on this path
  () => client.call('DELETE /v1/cases/{case_id}', { params }),
  // @ts-expect-error no such operation
  () => client.call('get_case', { params }),
  // @ts-expect-error the path has a parameter
  () => client.call('get_cases_case_id'),
  // @ts-expect-error of this name
  () => client.call('get_cases_case_id', { params: { case: 'x' } }),
  // @ts-expect-error a deed carries its key
  () => client.call('post_cases', { body: drafted }),
  // @ts-expect-error a change carries the version it was made on
  () => client.call('put_cases_case_id', { params, body: drafted }),
  // @ts-expect-error no such state
  () => client.call('get_cases', { query: { state: 'draft' } }),
  // @ts-expect-error no such field in the query
  () => client.call('get_cases', { query: { page: '2' } }),
  // @ts-expect-error no such field in the body
  () => client.call('post_cases_case_id_withdraw', { params, body: { reason: 'x', why: 'y' }, idempotencyKey: 'a' }),
  // @ts-expect-error a body lacks what is due
  () => client.call('post_cases_case_id_withdraw', { params, body: {}, idempotencyKey: 'a' }),
  // @ts-expect-error money is text, not a number
  () => client.call('put_limits_scope_code_key', { params: { scope: 'fund', code: 'c', key: 'k' }, body: { cap: 1 } }),
]

declare const answer: Answer<'get_cases_case_id'>
declare const limits: Value<'get_limits'>

export const answerMistakes = [
  // @ts-expect-error nothing is known before it is asked whether it was done
  () => answer.value,
  // @ts-expect-error nor is there a problem where it was done
  () => answer.ok && answer.problem,
  // @ts-expect-error an answer that was never read has no problem
  () => !answer.ok && answer.problem,
  // @ts-expect-error reading does not answer 201
  () => answer.ok && answer.status === 201,
  // @ts-expect-error money is text, not a number
  () => limits.items.map(limit => limit.cap + 1 - 1),
  // @ts-expect-error what was read is not written to
  () => answer.ok && delete answer.value.state,
  // @ts-expect-error no such field in the answer
  () => answer.ok && answer.value.status,
]
