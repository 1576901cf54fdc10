/** The face of a valuation report: every item of the standard's article 48, in its order, in one language. */
import { calendarDate } from '../../kernel/calendar.ts'
import type { Language } from '../../kernel/words.ts'
import type { Cut } from '../../valuation/reporting/capped.ts'
import type { RightRecord } from '../../valuation/reporting/title.ts'
import type { ValuationContent } from '../../valuation/reporting/valued.ts'
import type { DocumentContent, Section } from '../document.ts'
import { bridge, comparables, distribution, inputsTable, methodsTable, reasons, sensitivity } from './face-value.ts'
import { type Voice, voiceOf } from './voice.ts'
import { REPORT } from './words.ts'
import { EDITION_WORDS, METHOD_WORDS, PURPOSE_WORDS, QUESTION_WORDS, STATUS_WORDS } from './words-codes.ts'

/** What a report says beside its content. */
export type Issue = {
  readonly number: string
  readonly issued_on: string
  readonly language: Language
  /** Address of the public verifier; the number is put behind it. */
  readonly verifier: string
}

const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 16)

/** A right as it is named on paper: its country and number. */
const nameOf = (key: string): string => {
  const [country, , , ...number] = key.split(':')
  return `${country} ${number.join(':')}`
}

function rightsTable({ rights, request }: ValuationContent, { say, of }: Voice): Section {
  const file = (key: string) => request.rights.find((_, place) => rights[place]?.key === key)?.right
  return {
    kind: 'table',
    heading: say('rights'),
    summary: say('rights_summary'),
    columns: [
      { label: say('right'), align: 'start', share: 0.42 },
      { label: say('status'), align: 'start', share: 0.12 },
      { label: say('ends'), align: 'start', share: 0.16 },
      { label: say('owners'), align: 'start', share: 0.3 },
    ],
    rows: rights.map(right => ({
      cells: [
        [`${of(STATUS_WORDS, file(right.key)?.kind ?? '')} ${nameOf(right.key)}`, right.title ?? []].flat().join(', '),
        of(STATUS_WORDS, right.status),
        right.expires_on ?? say('not_stated'),
        right.owners.map(owner => `${owner.name} (${owner.share})`).join(', '),
      ],
      isSum: false,
    })),
  }
}

function liens({ rights, after_liens, request }: ValuationContent, { say, of, won }: Voice): Section {
  const lines = rights.flatMap(right =>
    right.liens.map(lien =>
      say('lien', {
        right: nameOf(right.key),
        kind: of(STATUS_WORDS, lien.kind),
        holder: lien.holder ?? say('not_stated'),
        rank: String(
          lien.rank ?? request.liens_taken_into_account.find(one => one.reference === lien.reference)?.rank ?? '-',
        ),
        amount: lien.amount === null ? say('no_amount') : won(lien.amount),
        reference: lien.reference,
      }),
    ),
  )
  const left = lines.length === 0 || after_liens === null ? [] : [say('after_liens', { amount: won(after_liens) })]
  return { kind: 'list', heading: say('liens'), items: [...lines, ...left] }
}

const cutText = (cut: Cut, { say, of }: Voice): string =>
  say('cut', {
    method: of(METHOD_WORDS, cut.of),
    right: nameOf(cut.right),
    from:
      cut.from === 'for_ever'
        ? say('for_ever')
        : cut.from === 'drawn'
          ? say('drawn')
          : say('months', { count: cut.from }),
    to: cut.to,
  })

function rightLimits(right: RightRecord, { say, of }: Voice): readonly string[] {
  const name = nameOf(right.key)
  const questions = right.questions.map(code => of(QUESTION_WORDS, code)).join(', ')
  const until = right.expires_on ?? ''
  return [
    ...(right.life?.by === 'capped_at_legal_term'
      ? [say('right_capped', { right: name, stated: right.life.stated ?? '', until })]
      : []),
    ...(right.life?.by === 'legal_term' ? [say('right_by_law', { right: name, until })] : []),
    ...(right.status === 'pending' ? [say('right_pending', { right: name })] : []),
    ...(right.share === '1/1' ? [] : [say('right_shared', { right: name, share: right.share })]),
    ...(right.litigation === 0 ? [] : [say('right_litigated', { right: name, count: String(right.litigation) })]),
    ...(questions === '' ? [] : [say('right_question', { right: name, questions })]),
  ]
}

function limits(content: ValuationContent, voice: Voice): Section {
  const cuts = [...content.methods.map(one => one.cut), content.simulation?.cut ?? null]
  return {
    kind: 'list',
    heading: voice.say('limits'),
    items: [
      ...content.request.limits.map(voice.own),
      ...cuts.flatMap(cut => (cut === null ? [] : [cutText(cut, voice)])),
      ...content.rights.flatMap(right => [...rightLimits(right, voice)]),
      voice.say('changes'),
    ],
  }
}

function sectionsOf(content: ValuationContent, tolerance: string, digest: string, voice: Voice): readonly Section[] {
  const { say, own, of } = voice
  const { request } = content
  const { state, analysis, appraisers } = request
  const person = ({ name, id, qualification }: typeof appraisers.valuer): string =>
    say('person', { name: own(name), id, qualification: own(qualification), day: request.report_day })
  return [
    {
      kind: 'pairs',
      heading: say('object'),
      rows: [
        { label: say('description'), value: own(request.object.description) },
        { label: say('scope'), value: own(request.object.scope) },
        { label: say('requirements'), value: own(request.client.requirements) },
        { label: say('standard'), value: say('standard_value') },
        { label: say('concept'), value: say('concept_value') },
      ],
    },
    rightsTable(content, voice),
    liens(content, voice),
    methodsTable(content, voice),
    bridge(content, voice),
    sensitivity(content, voice),
    ...distribution(content, voice),
    ...comparables(content, voice),
    reasons(content, tolerance, voice),
    ...inputsTable(content, voice),
    {
      kind: 'pairs',
      heading: say('state'),
      rows: (['technical', 'economic', 'legal'] as const).map(key => ({ label: say(key), value: own(state[key]) })),
    },
    {
      kind: 'pairs',
      heading: say('analysis'),
      rows: [
        { label: say('business_model'), value: own(analysis.business_model) },
        { label: say('technology'), value: own(analysis.technology) },
        { label: say('rights_analysis'), value: own(analysis.rights) },
        { label: say('market'), value: own(analysis.market) },
        { label: say('business'), value: own(analysis.business) },
      ],
    },
    {
      kind: 'list',
      heading: say('sources'),
      items: request.sources.map(one => say('source', { what: own(one.what), from: own(one.from) })),
    },
    { kind: 'list', heading: say('adjustments'), items: request.adjustments.map(own) },
    { kind: 'list', heading: say('assumptions'), items: request.assumptions.map(own) },
    limits(content, voice),
    { kind: 'list', heading: say('others'), items: request.others.map(own) },
    { kind: 'list', heading: say('opinion'), items: [own(request.opinion)] },
    {
      kind: 'pairs',
      heading: say('appraisers'),
      rows: [
        { label: say('valuer'), value: person(appraisers.valuer) },
        { label: say('reviewer'), value: person(appraisers.reviewer) },
      ],
    },
    {
      kind: 'list',
      heading: say('rules'),
      items: [
        ...content.editions.map(({ kind, edition, digest: own }) =>
          say('edition', { kind: of(EDITION_WORDS, kind), edition, digest: shortDigest(own) }),
        ),
        say('content', { digest }),
      ],
    },
  ]
}

/**
 * Everything a report prints. Nothing stands on it that its content does not lead to.
 * @param tolerance of the edition it was reconciled by
 */
export function reportFace(
  content: ValuationContent,
  digest: string,
  tolerance: string,
  issue: Issue,
): Omit<DocumentContent, 'attachment'> {
  const voice = voiceOf(issue.language)
  const { say, label, of, own, won } = voice
  const { request, value } = content
  return {
    language: issue.language,
    issuer: label('issuer'),
    title: say('title'),
    subtitle: issue.language === 'en' ? '' : REPORT.title.en,
    number: { label: say('number'), value: issue.number },
    issueDay: { label: label('issued'), value: issue.issued_on },
    issuedOn: calendarDate(issue.issued_on),
    verification: {
      heading: label('verification'),
      text: say('verification_text'),
      url: `${issue.verifier}${issue.number}`,
      qrAlt: label('qr_alt'),
    },
    seal: { text: label('seal'), fieldLabel: label('seal_field'), reason: say('seal_reason') },
    statement: say('statement'),
    facts: [
      { label: say('object'), value: own(request.object.title) },
      { label: say('client'), value: request.client.name },
      { label: say('purpose'), value: of(PURPOSE_WORDS, request.purpose) },
      { label: say('base_day'), value: request.base_day },
      { label: say('report_day'), value: request.report_day },
      { label: say('valid_until'), value: content.valid_until },
      { label: say('keep_until'), value: content.keep_until },
      { label: say('approach'), value: content.methods.map(one => of(METHOD_WORDS, one.method)).join(', ') },
    ],
    highlight: {
      label: say('value'),
      value: won(value.mid),
      meaning: say('range', { low: won(value.low), high: won(value.high) }),
    },
    sections: sectionsOf(content, tolerance, digest, voice),
  }
}
