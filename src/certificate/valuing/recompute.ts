/** A report's own arithmetic done again from what is attached to it alone. */
import { canonicalJson, digestOf, type Json } from '../../kernel/digest.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import { officePolicyOf } from '../../technology/offices/edition.ts'
import { compileValuation } from '../../valuation/edition.ts'
import type { ValuedCode } from '../../valuation/reporting/refusals.ts'
import { type Valued, valued, type WorthRules } from '../../valuation/reporting/valued.ts'
import type { Attachment, Numbers } from './attachment.ts'
import type { ReportRefusal } from './refusals.ts'

/** Editions as a valuation names them, and ready to value by. A report from before the terms of the law has none. */
export function rulesOf({ valuation, worth, offices }: Numbers): WorthRules {
  const named = (content: NonNullable<Numbers[keyof Numbers]>) => ({
    kind: content.kind,
    edition: content.edition,
    digest: digestOf(content as unknown as Json),
  })
  return {
    valuation: compileValuation(valuation),
    reporting: worth.reporting,
    terms: offices === undefined ? undefined : officePolicyOf(offices).terms,
    editions: [valuation, worth, ...(offices === undefined ? [] : [offices])].map(named),
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : canonicalJson(value as Json)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Every place at which two contents differ, as deep as objects and lists of one length go. */
function differences(computed: unknown, attached: unknown, at: string): Refusal<ReportRefusal>[] {
  if (isObject(computed) && isObject(attached)) {
    const keys = [...new Set([...Object.keys(computed), ...Object.keys(attached)])].sort()
    return keys.flatMap(key => differences(computed[key], attached[key], at === '' ? key : `${at}.${key}`))
  }
  if (Array.isArray(computed) && Array.isArray(attached) && computed.length === attached.length)
    return computed.flatMap((one, place) => differences(one, attached[place], `${at}.${place}`))
  const isSame =
    computed === undefined || attached === undefined
      ? computed === attached
      : canonicalJson(computed as Json) === canonicalJson(attached as Json)
  return isSame ? [] : [refusal('valuation_not_recomputed', at, { value: shown(attached), limit: shown(computed) })]
}

/**
 * Whether a report follows from its own request and editions.
 * @returns the valuation worked out again; `valuation_edition_altered` where an attached edition is not the one named,
 *   what `valued` refuses, and every place that differs (`valuation_not_recomputed`)
 */
export function recomputed({ content, digest, numbers }: Attachment): Result<Valued, ReportRefusal | ValuedCode> {
  const rules = rulesOf(numbers)
  const named = canonicalJson((content['editions'] ?? null) as Json)
  const attached = canonicalJson(rules.editions as unknown as Json)
  if (named !== attached)
    return refuse(refusal('valuation_edition_altered', 'editions', { value: attached, limit: named }))
  const again = valued(content.request, rules)
  if (!again.ok) return again
  const found = differences(again.value.content, content, '')
  if (found.length === 0 && again.value.digest !== digest)
    found.push(refusal('valuation_not_recomputed', 'digest', { value: digest, limit: again.value.digest }))
  return found.length === 0 ? ok(again.value) : { ok: false, refusals: found }
}
