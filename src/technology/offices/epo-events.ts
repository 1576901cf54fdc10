/** One legal event as the EPO passes it on (INPADOC): what it says, and what it means for the right. */
import type { RightEvent } from '../rights/schema.ts'
import { meaningOf, type OfficePolicy } from './edition.ts'
import { cleanText, dayIn, type LeftOut } from './found.ts'
import { type Recording, referenceIn } from './recordings.ts'
import { childOf, type Element, textAt } from './tree.ts'

export type LegalEvent = {
  readonly at: string
  readonly code: string
  /** The office marks what harms a right with a minus. */
  readonly isHarmful: boolean
  /** Country the event is of; empty where it names none. */
  readonly country: string
  readonly national: string
  readonly published: string | undefined
  readonly effective: string | undefined
  readonly paid: string | undefined
  readonly feeYear: number | undefined
  readonly states: readonly string[]
  /** Kind of the document the designation was published with: B where it came with the grant. */
  readonly documentKind: string | undefined
  readonly owner: string | undefined
  readonly opponent: string | undefined
  readonly free: string
  readonly exchanged: string | undefined
  /** All it says: what is there twice is known by it. */
  readonly text: string
}

const allText = (element: Element): string =>
  [element.text.trim(), ...element.children.map(allText)].filter(text => text !== '').join('|')

/** Codes of one country carry it in their first letters where no field does. */
const ofNational = /^(GB|BE|DE|FR|NL|CH|IE|IT|ES|AT)/

export function legalEventOf(element: Element): LegalEvent {
  const rest = childOf(element, 'L500EP')
  const code = cleanText(element.attributes.get('code') ?? '')
  const own = textAt(rest, 'L501EP')
  const year = textAt(rest, 'L520EP')
  const implied = code.length === 4 ? (ofNational.exec(code)?.[1] ?? '') : code === 'EN' ? 'FR' : ''
  return {
    at: `line ${element.line}`,
    code,
    isHarmful: (element.attributes.get('infl') ?? '').trim() === '-',
    country: own ?? implied,
    national: cleanText(textAt(rest, 'L502EP') ?? ''),
    published: dayIn(textAt(element, 'L007EP')),
    effective: dayIn(textAt(rest, 'L525EP')),
    paid: dayIn(textAt(rest, 'L518EP')),
    feeYear: year !== undefined && /^[0-9]{1,2}$/.test(year) && code === 'PGFP' ? Number(year) : undefined,
    states: (textAt(rest, 'L507EP') ?? '').match(/\b[A-Z]{2}\b/g) ?? [],
    documentKind: textAt(rest, 'L506EP'),
    owner: textAt(rest, 'L509EP'),
    opponent: textAt(rest, 'L519EP'),
    free: textAt(rest, 'L510EP') ?? '',
    exchanged: dayIn(textAt(element, 'L018EP')),
    text: `${code} ${allText(element)}`,
  }
}

export type Read = {
  readonly legal: LegalEvent
  readonly event: RightEvent | undefined
  readonly recordings: readonly Recording[]
  readonly leftOut: readonly LeftOut[]
}

/** An owner's name without the country or state the office puts behind it; a form of company is no country. */
const withoutCountry = (name: string): string =>
  name.replace(/,\s*(?!(?:INC|LLC|LTD|LP|CORP|CO|PLC|NA|SA|AG|GMBH)\b)[A-Z ]+$/, '')

/** A deed at the United States office, as its text is passed on. */
function recordingOf(legal: LegalEvent, reference: string): Recording {
  const parts = legal.free.split(';').map(cleanText)
  const start = parts.findIndex(part => /^ASSIGNORS?:/i.test(part))
  const ends = parts.findIndex((part, place) => place > start && /^(?:SIGNING|REEL|AND OTHERS)/i.test(part))
  const givers = start < 0 ? [] : parts.slice(start, ends < 0 ? undefined : ends)
  const signed = /TO (\d{8})\s*$|DATE:?\s*(\d{8})/i.exec(parts.find(part => /^SIGNING/i.test(part)) ?? '')
  return {
    at: legal.at,
    reference: referenceIn(legal.free) ?? reference,
    text: parts[0] ?? '',
    executed: legal.effective ?? dayIn(signed?.[1] ?? signed?.[2]),
    recorded: legal.published,
    from: givers.map(part => part.replace(/^ASSIGNORS?:\s*/i, '')).filter(name => name !== ''),
    to: legal.owner === undefined ? [] : [withoutCountry(cleanText(legal.owner))],
  }
}

/** What an event means by the table of codes. One not in it is said, and harms unclearly where it is marked so. */
export function readAs(legal: LegalEvent, policy: OfficePolicy): Read {
  const meaning = meaningOf(policy, legal.code, legal.country, legal.national)
  const day = legal.paid ?? legal.effective ?? legal.published
  const reference = [legal.code, legal.country, legal.national, legal.published ?? legal.at]
    .filter(part => part !== '')
    .join(' ')
    .slice(0, 100)
  const leftOut: LeftOut[] = []
  if (meaning === undefined) leftOut.push({ at: legal.at, code: 'event_unknown', value: reference })
  if (day === undefined) leftOut.push({ at: legal.at, code: 'day_missing', value: reference })
  const nothing = { legal, event: undefined, recordings: [], leftOut }
  if (day === undefined || meaning === 'none' || (meaning === undefined && !legal.isHarmful)) return nothing
  if (meaning === 'conveyance') return { ...nothing, recordings: [recordingOf(legal, reference)] }
  const holder =
    meaning === 'litigation' && legal.opponent !== undefined ? cleanText(legal.opponent).slice(0, 300) : null
  const trial = meaning === 'litigation' ? /TRIAL NO:\s*([A-Z0-9-]+)/.exec(legal.free)?.[1] : undefined
  return {
    ...nothing,
    event: {
      kind: meaning ?? 'lapse',
      day,
      holder,
      rank: null,
      amount: null,
      reference: trial ?? reference,
      recorded_on: legal.published ?? null,
      ...(meaning === undefined ? { unclear: true } : {}),
    },
  }
}
