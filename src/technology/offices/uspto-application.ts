/** An application as the United States office's Open Data Portal answers (JSON): biblio, grant, and its assignments. */
import { z } from 'zod'
import { addDays, addYears, type CalendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import type { RightEvent } from '../rights/schema.ts'
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

const text = z.string().max(2000)
const assignment = z.object({
  reelNumber: text.optional(),
  frameNumber: text.optional(),
  'reelNumber/frameNumber': text.optional(),
  conveyanceText: text.optional(),
  assignmentRecordedDate: text.optional(),
  assignorBag: z
    .array(z.object({ assignorName: text.optional(), executionDate: text.optional() }))
    .max(500)
    .optional(),
  assigneeBag: z
    .array(z.object({ assigneeNameText: text.optional() }))
    .max(500)
    .optional(),
})
/** Only what is read; the office sends much more, and adds to it. */
const answer = z.object({
  patentBag: z
    .array(
      z.object({
        applicationNumberText: text,
        filingDate: text.optional(),
        grantDate: text.optional(),
        patentNumber: text.optional(),
        inventionTitle: text.optional(),
        applicationTypeLabelName: text.optional(),
        applicationStatusDescriptionText: text.optional(),
        applicationStatusDate: text.optional(),
        inventorBag: z
          .array(z.object({ inventorNameText: text.optional() }))
          .max(500)
          .optional(),
        assignmentBag: z.array(assignment).max(1000).optional(),
        patentTermAdjustmentData: z
          .object({ adjustmentTotalQuantity: z.int().min(0).max(10_000).optional(), grantDate: text.optional() })
          .optional(),
      }),
    )
    .min(1)
    .max(1000),
})
type Application = z.output<typeof answer>['patentBag'][number]

const recordingsOf = (one: Application, at: string): readonly Recording[] =>
  (one.assignmentBag ?? []).map((deed, place) => {
    const [reel = '', frame = ''] = (deed['reelNumber/frameNumber'] ?? '').split('/')
    return {
      at: `${at}.assignmentBag.${place}`,
      reference: reelFrame(deed.reelNumber ?? reel, deed.frameNumber ?? frame),
      text: cleanText(deed.conveyanceText ?? ''),
      executed: (deed.assignorBag ?? [])
        .flatMap(giver => dayIn(giver.executionDate) ?? [])
        .toSorted()
        .at(-1),
      recorded: dayIn(deed.assignmentRecordedDate),
      from: (deed.assignorBag ?? []).flatMap(giver => cleanText(giver.assignorName ?? '') || []),
      to: (deed.assigneeBag ?? []).flatMap(taker => cleanText(taker.assigneeNameText ?? '') || []),
    }
  })

/** What the office says of the status, where it says that the application or patent ended. */
function endingOf(one: Application): readonly RightEvent[] {
  const said = cleanText(one.applicationStatusDescriptionText ?? '')
  const day = dayIn(one.applicationStatusDate)
  if (day === undefined || !/ABANDONED|EXPIRED/i.test(said)) return []
  const reference = said.slice(0, 100)
  return [{ kind: 'lapse', day, holder: null, rank: null, amount: null, reference, recorded_on: null }]
}

/** The term of the law and the days the office adjusted it by, where it was granted and says them. */
function endOf(one: Application, filed: string, policy: OfficePolicy): string | null {
  const days = one.patentTermAdjustmentData?.adjustmentTotalQuantity
  const term = policy.terms.find(
    ({ country, kind, from }) => country === 'US' && kind === 'patent' && from === 'application',
  )
  return days === undefined || term === undefined ? null : addDays(addYears(filed as CalendarDate, term.years), days)
}

export function readUsptoApplication(json: unknown, of: FileOf, policy: OfficePolicy): Result<OfficeFile, OfficeCode> {
  const found = parsed(answer, json)
  if (!found.ok) {
    const first = found.refusals[0]
    return refuse(
      refusal('office_file_structure', first?.at ?? '', { limit: first?.params['limit'] ?? first?.code ?? '' }),
    )
  }
  const left: LeftOut[] = []
  const drafts = found.value.patentBag.flatMap((one, place): readonly Draft[] => {
    const at = `patentBag.${place}`
    const filed = dayIn(one.filingDate)
    if (filed === undefined) {
      left.push({ at, code: 'day_missing', value: `US${one.applicationNumberText}: filingDate`.slice(0, 200) })
      return []
    }
    const inventors = (one.inventorBag ?? []).flatMap(inventor => cleanText(inventor.inventorNameText ?? '') || [])
    const recorded = recordedOf(recordingsOf(one, at), inventors, policy)
    left.push(...recorded.leftOut)
    const registered = dayIn(one.grantDate) ?? dayIn(one.patentTermAdjustmentData?.grantDate)
    const number = registered === undefined ? undefined : one.patentNumber
    const isDesign = /design/i.test(one.applicationTypeLabelName ?? '')
    const title = cleanText(one.inventionTitle ?? '')
    return [
      {
        at,
        right: {
          right: {
            country: 'US',
            kind: isDesign ? 'design' : 'patent',
            number: `US${plainNumber(number ?? one.applicationNumberText)}`,
            number_type: number === undefined ? 'application' : 'registration',
            title: title === '' ? null : title,
            applied_on: filed,
            registered_on: registered ?? null,
            expires_on: registered === undefined || isDesign ? null : endOf(one, filed, policy),
          },
          owners: [...recorded.owners],
          events: [...endingOf(one), ...recorded.events],
          annuities_paid_until: null,
          sources: [{ file_kind: 'uspto_application', digest: of.digest, read_on: of.came, office: 'US' }],
        },
      },
    ]
  })
  return ok(keptOf('uspto_application', drafts, left))
}
