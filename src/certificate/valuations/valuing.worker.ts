/** The worker that values rights and draws and seals reports: fonts and rules are opened once and stay warm. */
import { sha256Hex } from '#sha256'
import { growingBook, type Knowing } from '../../appraisal/published.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { LANGUAGES } from '../../kernel/words.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import { openPress } from '../../platform/fonts.ts'
import { uuid7 } from '../../platform/ids.ts'
import { openKeys } from '../../platform/keys.ts'
import { served } from '../../platform/workers.ts'
import type { ValuingRequest } from '../../valuation/reporting/request.ts'
import { speaks, type Valued, valued } from '../../valuation/reporting/valued.ts'
import { numbersNamed, numbersOn } from '../valuing/numbers.ts'
import { rulesOf } from '../valuing/recompute.ts'
import { makeReportService } from '../valuing/service.ts'
import type { Drawn, ValuingAsked, ValuingWork } from './asked.ts'

type Settings = { readonly keyFolder: string; readonly verifierUrl: string }

served<Settings, Knowing<ValuingAsked>, ValuingWork>(({ keyFolder, verifierUrl }) => {
  const bookWith = growingBook(textsBelow(`${HOME}/rules`))
  let moment: Date
  const reports = makeReportService({
    press: openPress(),
    clock: { now: () => moment },
    // An id of version 7 as a number: unique to every token, in whichever thread and process.
    serial: () => BigInt(`0x${uuid7().replaceAll('-', '')}`),
  })
  let book = bookWith()

  function value(request: ValuingRequest): Result<Valued> {
    const numbers = numbersOn(book, calendarDate(request.base_day))
    return numbers.ok ? valued(request, rulesOf(numbers.value)) : numbers
  }

  /** A report in every language that all of its texts are in. */
  async function draw(one: Valued, number: string, issuedOn: string): Promise<Result<readonly Drawn[]>> {
    const keys = await openKeys(keyFolder, moment)
    const numbers = numbersNamed(book, one.content.editions)
    const found: Drawn[] = []
    for (const language of LANGUAGES.filter(each => speaks(one.content.request, each).ok)) {
      const issue = { number, issued_on: issuedOn, language, verifier: verifierUrl }
      const drawn = reports.issue(one, numbers, issue, keys)
      if (!drawn.ok) return drawn
      found.push({ language, digest: `sha256:${sha256Hex(drawn.value)}`, bytes: drawn.value })
    }
    return ok(found)
  }

  return async (asked): Promise<ValuingWork> => {
    moment = asked.now
    book = bookWith(asked.published)
    if (asked.kind === 'value') return { kind: 'valued', result: value(asked.request) }
    return { kind: 'drawn', result: await draw(asked.valued, asked.number, asked.issuedOn) }
  }
})
