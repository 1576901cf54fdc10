// Refusals as a case writes them: code, place, and the value and limit the problem names.
import type { Result } from '../src/kernel/result.ts'

export const told = (result: Result<unknown>): unknown =>
  result.ok
    ? 'accepted'
    : result.refusals.map(({ code, at, params }) => [code, at, params['value'] ?? '', params['limit'] ?? ''])
