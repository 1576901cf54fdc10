/**
 * Recordings of deeds at the United States office, as its search of assignments answered (XML): each recording with all
 * the properties it is of. One right for each application, with every recording of it in the file.
 */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { OfficePolicy } from './edition.ts'
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
import { type Recording, recordedOf, reelFrame } from './recordings.ts'
import type { OfficeCode } from './refusals.ts'
import { childrenOf, type Element } from './tree.ts'

const NONE = /^(?:NULL)?$/

const named = (doc: Element, name: string): Element | undefined =>
  doc.children.find(child => child.attributes.get('name') === name)
const cellOf = (doc: Element, name: string): string => cleanText(named(doc, name)?.text ?? '')
const listOf = (doc: Element, name: string): readonly string[] =>
  (named(doc, name)?.children ?? []).map(child => cleanText(child.text))

type Property = {
  readonly at: string
  readonly application: string
  readonly patent: string | undefined
  readonly filed: string | undefined
  readonly issued: string | undefined
  readonly title: string
  readonly inventors: readonly string[]
  readonly recording: Recording
}

/** Lists that stand beside each other, one entry for each property; of another length the file was cut. */
const BESIDE = ['filingDate', 'patNum', 'issueDate', 'inventionTitle', 'inventors'] as const

function propertiesOf(doc: Element): Result<readonly Property[], OfficeCode> {
  const at = `line ${doc.line}`
  const cut = (limit: string) => refuse(refusal('office_file_structure', at, { limit }))
  const applications = listOf(doc, 'applNum')
  const [reel, frame] = [cellOf(doc, 'reelNo'), cellOf(doc, 'frameNo')]
  if (!/^[0-9]{1,6}$/.test(reel) || !/^[0-9]{1,4}$/.test(frame) || applications.length === 0)
    return cut('a recording with reelNo, frameNo and at least one applNum')
  const [filed = [], patents = [], issued = [], titles = [], inventors = []] = BESIDE.map(name => listOf(doc, name))
  for (const [place, list] of [filed, patents, issued, titles, inventors].entries())
    if (list.length !== applications.length)
      return cut(`${BESIDE[place]} has ${list.length} entries, applNum ${applications.length}`)
  const recording: Recording = {
    at,
    reference: reelFrame(reel, frame),
    text: cellOf(doc, 'conveyanceText'),
    executed: listOf(doc, 'patAssignorExDate')
      .flatMap(day => dayIn(day) ?? [])
      .toSorted()
      .at(-1),
    recorded: dayIn(cellOf(doc, 'recordedDate')),
    from: listOf(doc, 'patAssignorName').filter(name => !NONE.test(name)),
    to: listOf(doc, 'patAssigneeName').filter(name => !NONE.test(name)),
  }
  return ok(
    applications.map((application, place) => {
      const patent = patents[place] ?? ''
      return {
        at,
        application: plainNumber(application),
        patent: NONE.test(patent) ? undefined : plainNumber(patent),
        filed: dayIn(filed[place]),
        issued: dayIn(issued[place]),
        title: titles[place] ?? '',
        inventors: (inventors[place] ?? '')
          .split(',')
          .map(cleanText)
          .filter(name => !NONE.test(name)),
        recording,
      }
    }),
  )
}

/** The day of the answer, where its recordings say it. */
const answeredOn = (docs: readonly Element[]): string | undefined =>
  docs
    .flatMap(doc => dayIn(cellOf(doc, 'transactionDate')) ?? [])
    .toSorted()
    .at(-1)

/** The right of one application, by all its recordings. */
function draftOf(properties: readonly Property[], of: FileOf, policy: OfficePolicy, left: LeftOut[]): readonly Draft[] {
  const first = properties[0]
  if (first === undefined) return []
  const filed = properties.find(one => one.filed !== undefined)?.filed
  if (filed === undefined) {
    left.push({ at: first.at, code: 'day_missing', value: `US${first.application}: filingDate` })
    return []
  }
  const granted = properties.find(one => one.patent !== undefined && one.issued !== undefined)
  const recordings = properties.map(one => one.recording)
  const recorded = recordedOf(recordings, first.inventors, policy)
  left.push(...recorded.leftOut)
  const isDesign = /^(?:29|D)/.test(granted?.patent ?? first.application)
  return [
    {
      at: first.at,
      right: {
        right: {
          country: 'US',
          kind: isDesign ? 'design' : 'patent',
          number: granted?.patent === undefined ? `US${first.application}` : `US${granted.patent}`,
          number_type: granted === undefined ? 'application' : 'registration',
          title: NONE.test(first.title) ? null : first.title,
          applied_on: filed,
          registered_on: granted?.issued ?? null,
          expires_on: null,
        },
        owners: [...recorded.owners],
        events: [...recorded.events],
        annuities_paid_until: null,
        sources: [{ file_kind: 'uspto_assignment', digest: of.digest, read_on: of.came, office: 'US' }],
      },
    },
  ]
}

/** Reads an answer with `result` and its recordings. */
export function readUspto(root: Element, of: FileOf, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  const docs = childrenOf(root, 'result').flatMap(result => childrenOf(result, 'doc'))
  if (docs.length === 0)
    return refuse(refusal('office_file_structure', `line ${root.line}`, { limit: 'a result with recordings' }))
  const left: LeftOut[] = []
  const properties: Property[] = []
  const seen = new Set<string>()
  for (const doc of docs) {
    const found = propertiesOf(doc)
    if (!found.ok) return found
    const reference = found.value[0]?.recording.reference ?? ''
    if (seen.has(reference)) left.push({ at: `line ${doc.line}`, code: 'duplicate', value: reference })
    else properties.push(...found.value)
    seen.add(reference)
  }
  const groups = Map.groupBy(properties, one => one.application)
  const drafts = [...groups.values()].flatMap(group =>
    draftOf(group, { ...of, came: answeredOn(docs) ?? of.came }, policy, left),
  )
  return ok(keptOf('uspto_assignment', drafts, unique(left)))
}

/** What holds of a recording is said once, whatever the number of its properties. */
const unique = (left: readonly LeftOut[]): readonly LeftOut[] => [
  ...new Map(left.map(one => [`${one.at} ${one.code} ${one.value}`, one] as const)).values(),
]
