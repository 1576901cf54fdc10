/** What the faces of all papers of a guarantee have in common: head and foot, and the lines on rules and record. */
import type { PaperContent } from '../../certificate/content.ts'
import type { DocumentContent, Section } from '../../certificate/document.ts'
import { LABELS } from '../../certificate/words.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Body } from './bodies.ts'
import type { Numbers } from './numbers.ts'
import type { Say, Voice } from './voice.ts'
import { EDITION_WORDS, LETTER, RULE_WORDS } from './words.ts'
import { STATEMENTS } from './words-statements.ts'

/** Everything that is drawn but what is attached. */
export type Face = Omit<DocumentContent, 'attachment'>
type Head = Omit<PaperContent, 'attachment'>

/** Head and foot of a paper. */
export function headOf({ issue }: Body, title: Say, verifier: string, voice: Voice): Head {
  const { language, say, issuer } = voice
  const label = (key: keyof typeof LABELS) => LABELS[key][language]
  const titles = { ...LETTER, ...STATEMENTS }[title]
  return {
    language,
    issuer,
    title: titles[language],
    subtitle: language === 'en' ? '' : titles.en,
    number: { label: say('number'), value: issue.number },
    issueDay: { label: label('issued'), value: issue.issued_on },
    issuedOn: calendarDate(issue.issued_on),
    verification: {
      heading: label('verification'),
      text: say('verification_text'),
      url: `${verifier}${issue.number}`,
      qrAlt: label('qr_alt'),
    },
    seal: { text: label('seal'), fieldLabel: label('seal_field'), reason: say('seal_reason') },
  }
}

const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 16)

type RuleName = keyof typeof RULE_WORDS & keyof Numbers['aftercare']

/** The editions by digest, the decision, and which of the printed numbers are the agency's own assumptions. */
export function rulesSection(
  body: Pick<Body, 'editions'> & { readonly record?: { readonly day: string; readonly digest: string } },
  numbers: Numbers,
  printedRules: readonly RuleName[],
  voice: Voice,
): Section {
  const { say, of } = voice
  const assumed = printedRules.filter(rule => {
    const number = numbers.aftercare[rule]
    return typeof number === 'object' && 'status' in number && number.status === 'assumed'
  })
  return {
    kind: 'list',
    heading: say('rules'),
    items: [
      ...(body.record === undefined ? [] : [say('record', { day: body.record.day, digest: body.record.digest })]),
      ...body.editions.map(({ kind, edition, digest }) =>
        say('edition', { kind: of(EDITION_WORDS, kind), edition, digest: shortDigest(digest) }),
      ),
      ...(assumed.length === 0
        ? []
        : [say('assumed', { items: assumed.map(rule => of(RULE_WORDS, rule)).join(', ') })]),
    ],
  }
}
