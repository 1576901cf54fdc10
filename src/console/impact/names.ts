/** What the figures of an impact call things, and how its numbers are read. Pure but for the hooks. */

import type { ValueOf } from '../api/client.ts'
import { useRuleWords } from '../parts/rule-words.ts'
import { wonText } from '../parts/won.ts'
import { i18n, type Say, useWords } from '../words/engine.ts'
import { impactWords } from './words.ts'

export type Impact = ValueOf<'GET /v1/rules/impacts/{run_id}'>
export type Report = Impact['report']
export type Move = ValueOf<'GET /v1/rules/impacts/{run_id}/moves'>['items'][number]
export type Answer = keyof Report['swap']
export type Attribute = keyof Report['groups']
export type ImpactKey = Parameters<Say<NonNullable<(typeof impactWords)['keys']>>>[0]

/** `open` is a case nobody gave whole: shown where there is one. */
export const ANSWERS = ['approve', 'refer', 'decline', 'refused', 'open'] as const satisfies readonly Answer[]
export const ATTRIBUTES = [
  'programme',
  'industry',
  'region',
  'age',
  'size',
  'stage',
] as const satisfies readonly Attribute[]
export const isOpen = (of: { readonly state: Impact['state'] }): boolean =>
  of.state === 'queued' || of.state === 'running'

/** Answers that occur on either side, and the ordinary ones. */
export const answersIn = (swap: Report['swap']): readonly Answer[] =>
  ANSWERS.filter(each => each !== 'open' || ANSWERS.some(other => swap[each][other] > 0 || swap[other][each] > 0))

/** The difference of two amounts, with its sign. */
export function changeText(before: string, after: string): string {
  const change = BigInt(after) - BigInt(before)
  return `${change > 0n ? '+' : ''}${wonText(change)}`
}

/** Keys under which the rules say a reason, the likeliest first. */
export const reasonKeys = (code: string): readonly string[] =>
  code.startsWith('cap.') ? [`limit.${code.slice(4)}`, `external.${code.slice(4)}`] : [`clause.${code}.says`]

/** Says reasons by their codes. */
export function useReasons(codes: readonly (string | null)[]): (code: string | null) => string {
  const say = useWords(impactWords)
  const rule = useRuleWords(codes.flatMap(code => (code === null ? [] : reasonKeys(code))))
  return code => {
    if (code === null) return say('reason_none')
    if (code.startsWith('refused.')) return say('reason_refused')
    return (
      reasonKeys(code)
        .map(rule)
        .find(each => each !== undefined) ?? say('reason_unnamed')
    )
  }
}

/** Says a code by a key of the area's words; the code itself where there is none. */
export function useSaid(): (prefix: string, code: string) => string {
  const say = useWords(impactWords)
  return (prefix, code) => {
    const key = `${prefix}_${code}`
    return `risk_impact.${key}` in i18n.messages ? say(key as ImpactKey) : code
  }
}

/** Says the groups of an attribute. */
export function useGroupName(report: Report, attribute: Attribute): (group: string) => string {
  const say = useWords(impactWords)
  const said = useSaid()
  const rule = useRuleWords(
    attribute === 'programme' ? report.groups.programme.map(one => `programme.${one.group}.name`) : [],
  )
  return group => {
    switch (attribute) {
      case 'programme':
        return rule(`programme.${group}.name`) ?? group
      case 'industry':
        return say('industry_name', { code: group })
      case 'region':
        return said('region', group.replace('KR-', ''))
      default:
        return said(attribute, group)
    }
  }
}
