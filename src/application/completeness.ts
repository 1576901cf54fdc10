/**
 * When an application is complete: the papers its programme asks for have been received, a joint project says who
 * takes part, and the applicant is the firm whose file lies beside it.
 */
import type { CalendarDate } from '../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal } from '../kernel/result.ts'
import type { Party } from '../party/schema.ts'
import type { ApplicationCode } from './refusals.ts'
import type { Application } from './schema.ts'

/** The papers of a programme that were not received by a day, each once, in the programme's order. */
export function missingPapers(
  programmePapers: readonly string[],
  application: Application,
  day: CalendarDate,
): readonly string[] {
  const isReceived = (type: string): boolean =>
    application.papers.some(paper => paper.type === type && paper.received_on <= day)
  return programmePapers.filter((type, place) => !isReceived(type) && programmePapers.indexOf(type) === place)
}

const hasItsProject = (application: Application): boolean =>
  application.request.purpose !== 'joint_project' || application.joint_project !== undefined

/** Whether nothing is missing on a day that the programme asks for. */
export const isComplete = (programmePapers: readonly string[], application: Application, day: CalendarDate): boolean =>
  hasItsProject(application) && missingPapers(programmePapers, application, day).length === 0

/**
 * The application when it is the firm's and complete; otherwise every reason, most basic first.
 * @param programmePapers types of papers the programme asks for
 * @source the programme's edition: its papers
 */
export function completed(
  programmePapers: readonly string[],
  application: Application,
  party: Party,
  day: CalendarDate,
): Result<Application, ApplicationCode> {
  const found: Refusal<ApplicationCode>[] = []
  const { firm } = party
  if (application.applicant !== firm.id)
    found.push(
      refusal('application_applicant_unknown', 'application.applicant', {
        field: 'application.applicant',
        value: application.applicant,
        limit: firm.id,
      }),
    )
  if (firm.founded_on !== undefined && application.submitted_on < firm.founded_on)
    found.push(
      refusal('application_before_founding', 'application.submitted_on', {
        field: 'application.submitted_on',
        value: application.submitted_on,
        limit: firm.founded_on,
      }),
    )
  if (!hasItsProject(application))
    found.push(
      refusal('application_joint_project_missing', 'application.joint_project', {
        field: 'application.joint_project',
        value: 'nothing',
        limit: 'sponsor, suppliers and the appraisal of the project',
      }),
    )
  for (const paper of missingPapers(programmePapers, application, day))
    found.push(
      refusal('application_paper_missing', 'application.papers', {
        field: 'application.papers',
        value: 'nothing',
        limit: paper,
      }),
    )
  return found.length === 0 ? ok(application) : { ok: false, refusals: found }
}
