/**
 * Answers of the EPO's Open Patent Services: bibliographic records, families and legal events (INPADOC). Publications
 * of one application are one right; a granted European patent is a right in each state it was designated for.
 */
import { addDays, addYears, type CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Owner, RightEvent, RightOnFile } from '../rights/schema.ts'
import type { OfficePolicy } from './edition.ts'
import { type LegalEvent, legalEventOf, readAs } from './epo-events.ts'
import {
  cleanText,
  type Draft,
  dayIn,
  type FileOf,
  keptOf,
  type LeftOut,
  type OfficeFile,
  plainNumber,
} from './found.ts'
import { recordedOf } from './recordings.ts'
import type { OfficeCode } from './refusals.ts'
import { childOf, childrenOf, type Element, textAt, within } from './tree.ts'

/** Offices that grant by publishing: the day of the first B document, or of an A document before 2001, is no sooner. */
const GRANTS_BY_PUBLISHING: readonly string[] = ['EP', 'US', 'KR', 'JP', 'CN']
/** Documents that are no right of their own: translations and parts of European patents, and international ones. */
const isNoRight = (kind: string): boolean => /^[TD]/.test(kind)
const isGrant = (country: string, kind: string, published: string): boolean =>
  /^[BC]/.test(kind) || (country === 'US' && kind === 'A' && published < '2001-03-15')

type Publication = {
  readonly at: string
  readonly country: string
  readonly number: string
  readonly kind: string
  readonly published: string | undefined
  /** Country, number and kind of the application, by which publications belong together. */
  readonly application: string
  readonly applied: string | undefined
  readonly title: string | null
  readonly applicants: readonly string[]
  readonly family: string | undefined
  readonly events: readonly LegalEvent[]
}

const documentOf = (reference: Element | undefined, type: string): Element | undefined =>
  reference === undefined
    ? undefined
    : childrenOf(reference, 'document-id').find(one => one.attributes.get('document-id-type') === type)

/** A day stands at one of several writings of a number. */
const dayOf = (reference: Element | undefined): string | undefined =>
  reference === undefined
    ? undefined
    : childrenOf(reference, 'document-id')
        .map(one => dayIn(textAt(one, 'date')))
        .find(day => day !== undefined)

function publicationOf(element: Element, holder: Element | undefined): Publication | undefined {
  const reference = childOf(holder, 'publication-reference')
  const own = documentOf(reference, 'docdb')
  const application = childOf(holder, 'application-reference')
  const applied = documentOf(application, 'docdb')
  const [country, number, kind] = [textAt(own, 'country'), textAt(own, 'doc-number'), textAt(own, 'kind')]
  const appliedNumber = textAt(applied, 'doc-number')
  if (country === undefined || number === undefined || kind === undefined || appliedNumber === undefined)
    return undefined
  const titles = holder === undefined ? [] : childrenOf(holder, 'invention-title')
  const title = titles.find(one => one.attributes.get('lang') === 'en') ?? titles[0]
  const parties = within(holder, 'parties', 'applicants')
  const named = parties === undefined ? [] : childrenOf(parties, 'applicant')
  return {
    at: `line ${element.line}`,
    country,
    number: plainNumber(number),
    kind,
    published: dayOf(reference),
    application: `${textAt(applied, 'country')} ${appliedNumber}`,
    applied: dayOf(application),
    title: cleanText(title?.text ?? '') || null,
    applicants: named
      .filter(one => one.attributes.get('data-format') === 'epodoc')
      .map(one => cleanText(textAt(one, 'applicant-name', 'name') ?? '').replace(/(?:\s*\[[A-Z]{2}\])?[\s,]*$/, ''))
      .filter(name => name !== ''),
    family: element.attributes.get('family-id'),
    events: childrenOf(element, 'legal').map(legalEventOf),
  }
}

/** What a right of one country is made of; one European patent gives several. */
type Part = {
  readonly country: string
  readonly office?: string
  readonly number: string
  readonly type: RightOnFile['right']['number_type']
}

/** The states of the latest designation, by the day it was published. */
function statesOf(events: readonly LegalEvent[]): readonly string[] {
  const designations = events.filter(one => one.code === 'AK' && one.states.length > 0)
  return designations.toSorted((a, b) => ((a.published ?? '') < (b.published ?? '') ? 1 : -1))[0]?.states ?? []
}

/** Codes of what comes only after a grant: no opposition, and what national offices tell afterwards. */
const AFTER_GRANT: readonly string[] = ['26N', 'PLBE', 'PG25', 'PGFP']

/** A European patent whose grant stands only among its events: by the designation that is of no A document. */
function grantedByEvents(first: Publication, events: readonly LegalEvent[]): Publication | undefined {
  const designation = events.find(
    one => one.code === 'AK' && one.states.length > 0 && !/^A/.test(one.documentKind ?? ''),
  )
  const isAfterGrant = events.some(one => AFTER_GRANT.includes(one.code))
  if (first.country !== 'EP' || !isAfterGrant || designation?.published === undefined) return undefined
  return { ...first, kind: 'B1', published: designation.published }
}

function partsOf(first: Publication, granted: Publication | undefined, states: readonly string[]): readonly Part[] {
  if (granted === undefined)
    return [{ country: first.country, number: `${first.country}${first.number}`, type: 'publication' }]
  const number = `${granted.country}${granted.number}`
  if (granted.country !== 'EP' || states.length === 0)
    return [{ country: granted.country, number, type: 'registration' }]
  return states.map(country => ({ country, office: 'EP', number, type: 'registration' }))
}

/** Events of a part: those that name its country, and those that name none. */
const concerns = (event: LegalEvent, part: Part): boolean => event.country === '' || event.country === part.country

/** A fee for the nth year keeps the right to the end of that year from its application. */
function paidUntil(events: readonly LegalEvent[], applied: string): string | null {
  const years = events.flatMap(one => (one.feeYear === undefined ? [] : [one.feeYear])).toSorted((a, b) => b - a)
  const [latest] = years
  return latest === undefined ? null : addDays(addYears(applied as CalendarDate, latest), -1)
}

/** Applicants are who the office began with; several without their shares are named nowhere as owners. */
function applicantsOf(publications: readonly Publication[], applied: string, left: LeftOut[]): readonly Owner[] {
  const named = publications.findLast(one => one.applicants.length > 0)
  if (named === undefined) return []
  const [name, ...others] = named.applicants
  if (others.length > 0 || name === undefined) {
    left.push({
      at: named.at,
      code: 'shares_not_stated',
      value: `${named.country}${named.number}: ${named.applicants.length} names`,
    })
    return []
  }
  return [{ name, share: '1/1', since: applied, until: null }]
}

/** The rights one application became. */
function draftsOf(
  publications: readonly Publication[],
  of: FileOf,
  policy: OfficePolicy,
  left: LeftOut[],
): readonly Draft[] {
  const ordered = publications.toSorted((a, b) => ((a.published ?? '') < (b.published ?? '') ? -1 : 1))
  const first = ordered[0]
  if (first === undefined) return []
  const said = (code: LeftOut['code'], value: string): void => void left.push({ at: first.at, code, value })
  const applied = ordered.find(one => one.applied !== undefined)?.applied
  const name = `${first.country}${first.number}${first.kind}`
  if (first.country === 'WO') said('international_application', name)
  else if (ordered.every(one => isNoRight(one.kind))) said('no_right', name)
  else if (applied === undefined) said('day_missing', `${name}: application`)
  if (first.country === 'WO' || ordered.every(one => isNoRight(one.kind)) || applied === undefined) return []
  const legal = uniqueEvents(
    ordered.flatMap(one => one.events),
    left,
  )
  const granted =
    ordered.find(one => isGrant(one.country, one.kind, one.published ?? '9999')) ?? grantedByEvents(first, legal)
  const states = statesOf(legal)
  if (granted?.country === 'EP' && states.length === 0) said('states_not_stated', name)
  const isDated = granted !== undefined && GRANTS_BY_PUBLISHING.includes(granted.country)
  const read = legal.map(one => readAs(one, policy))
  for (const one of read) left.push(...one.leftOut)
  const recorded = recordedOf(
    read.flatMap(one => one.recordings),
    [],
    policy,
  )
  left.push(...recorded.leftOut)
  const exchanged = legal.flatMap(one => (one.exchanged === undefined ? [] : [one.exchanged])).toSorted()
  const named = applicantsOf(ordered, applied, left)
  const unclearGrant: readonly RightEvent[] =
    granted?.published === undefined || isDated
      ? []
      : [
          {
            kind: 'grant',
            day: granted.published,
            holder: null,
            rank: null,
            amount: null,
            reference: name,
            recorded_on: null,
            unclear: true,
          },
        ]
  return partsOf(first, granted, states).map(part => ({
    at: first.at,
    right: {
      right: {
        country: part.country,
        kind: /^[UY]/.test(first.kind) ? 'utility_model' : 'patent',
        number: part.number,
        number_type: part.type,
        ...(part.office === undefined ? {} : { office: part.office }),
        title: ordered.findLast(one => one.title !== null)?.title ?? null,
        applied_on: applied,
        registered_on: isDated ? (granted.published ?? null) : null,
        expires_on: null,
        ...(first.family === undefined ? {} : { family: first.family }),
      },
      owners: [...(recorded.owners.length > 0 ? recorded.owners : named)],
      events: [
        ...unclearGrant,
        ...read.flatMap(one => (one.event !== undefined && concerns(one.legal, part) ? [one.event] : [])),
        ...recorded.events,
      ],
      annuities_paid_until: paidUntil(
        legal.filter(one => one.country === part.country),
        applied,
      ),
      sources: [
        {
          file_kind: legal.length > 0 || first.family === undefined ? 'epo_family' : 'epo_biblio',
          digest: of.digest,
          read_on: exchanged.at(-1) ?? of.came,
          office: 'EPO',
        },
      ],
    },
  }))
}

/** Events stand with every publication of an application; each counts once, and a repeat within one is said. */
function uniqueEvents(events: readonly LegalEvent[], left: LeftOut[]): readonly LegalEvent[] {
  const seen = new Map<string, LegalEvent>()
  for (const one of events) {
    const first = seen.get(one.text)
    if (first === undefined) seen.set(one.text, one)
    else
      left.push({
        at: one.at,
        code: 'duplicate',
        value: `${one.code} of ${one.published ?? 'no day'}, as at ${first.at}`,
      })
  }
  return [...seen.values()]
}

/** Reads an answer with `exchange-documents` or a `patent-family`. */
export function readEpo(root: Element, of: FileOf, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  const family = childOf(root, 'patent-family')
  const records = childOf(root, 'exchange-documents')
  const elements =
    family === undefined
      ? records === undefined
        ? []
        : childrenOf(records, 'exchange-document')
      : childrenOf(family, 'family-member')
  if (elements.length === 0)
    return refuse(
      refusal('office_file_structure', `line ${root.line}`, {
        limit: 'exchange-documents or a patent-family with members',
      }),
    )
  const publications: Publication[] = []
  for (const element of elements) {
    const holder = family === undefined ? childOf(element, 'bibliographic-data') : element
    const found = publicationOf(element, holder)
    if (found === undefined)
      return refuse(
        refusal('office_file_structure', `line ${element.line}`, {
          limit: 'a publication with country, number and kind, and its application',
        }),
      )
    publications.push(found)
  }
  const left: LeftOut[] = []
  const groups = Map.groupBy(publications, one => one.application)
  const drafts = [...groups.values()].flatMap(group => draftsOf(group, of, policy, left))
  const kind = family === undefined ? 'epo_biblio' : 'epo_family'
  return ok(
    keptOf(
      kind,
      drafts.map(draft => asRead(draft, kind)),
      left,
    ),
  )
}

const asRead = (draft: Draft, kind: OfficeFile['kind']): Draft => ({
  ...draft,
  right: { ...draft.right, sources: draft.right.sources.map(one => ({ ...one, file_kind: kind })) },
})
