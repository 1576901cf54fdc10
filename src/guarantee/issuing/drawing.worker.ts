/** The worker that draws, seals and checks the papers of guarantees: fonts and rules are opened once and stay warm. */
import { sha256Hex } from '#sha256'
import { growingBook, type Knowing, type Published } from '../../appraisal/published.ts'
import { wordsNamed } from '../../appraisal/rule-book.ts'
import { readTrustList } from '../../certificate/trust-list.ts'
import { type CalendarDate, calendarDate } from '../../kernel/calendar.ts'
import { ok, type Result, sure } from '../../kernel/result.ts'
import type { Words } from '../../kernel/words.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import { openPress } from '../../platform/fonts.ts'
import { uuid7 } from '../../platform/ids.ts'
import { openKeys, trustListOf } from '../../platform/keys.ts'
import { served } from '../../platform/workers.ts'
import { type Body, bodySchema } from '../letter/bodies.ts'
import { genuineLetter } from '../letter/genuine.ts'
import { numbersNamed } from '../letter/numbers.ts'
import { makeLetterService } from '../letter/service.ts'
import type { Printed } from '../letter/voice.ts'
import type { CheckedPaper, DrawnPaper, LetterAsked, LetterWork } from './drawing.ts'

type Settings = { readonly keyFolder: string; readonly verifierUrl: string }

served<Settings, Knowing<LetterAsked>, LetterWork>(({ keyFolder, verifierUrl }) => {
  const bookWith = growingBook(textsBelow(`${HOME}/rules`))
  const press = openPress()
  let moment: Date
  const clock = { now: () => moment }
  const serial = (): bigint => BigInt(`0x${uuid7().replaceAll('-', '')}`)
  let book = bookWith()
  let words = new Map<string, ReadonlyMap<string, Words>>()
  const wordsOf = ({ editions, issue }: Body): ReadonlyMap<string, Words> => {
    const key = [issue.issued_on, ...editions.map(one => one.digest)].join()
    const found = words.get(key) ?? wordsNamed(book, editions, calendarDate(issue.issued_on))
    words = new Map([[key, found]])
    return found
  }
  const service = makeLetterService({ words: wordsOf, press, clock, serial })

  /** Reads what was published since, where there is more of it than was known. */
  function know(published: Published | undefined): void {
    const found = bookWith(published)
    if (found !== book) words = new Map()
    book = found
  }

  const digestOf = (bytes: Uint8Array): string => `sha256:${sha256Hex(bytes)}`

  async function draw(kept: unknown, names: unknown): Promise<Result<DrawnPaper>> {
    const body = bodySchema.parse(kept)
    const printed = { ...(names as Omit<Printed, 'verifier'>), verifier: verifierUrl }
    // The folder is opened anew for each paper, so that a rotated key seals from the next one on.
    const keys = await openKeys(keyFolder, moment)
    const issued = service.issue(body, numbersNamed(book, body.editions), printed, keys)
    return issued.ok ? ok({ bytes: issued.value, digest: digestOf(issued.value) }) : issued
  }

  function check(bytes: Uint8Array, day: CalendarDate): Result<CheckedPaper> {
    const found = genuineLetter(bytes, sure(readTrustList(trustListOf(keyFolder))), day)
    if (!found.ok) return found
    const { paper, attachment } = found.value
    const face = service.redrawn(bytes, attachment, paper.attachment.bytes)
    if (!face.ok) return face
    const { body } = attachment
    return ok({
      paper: body.paper,
      number: body.issue.number,
      issuedOn: body.issue.issued_on,
      sealedAt: paper.sealedAt,
      sealKey: paper.sealKey.id,
      face: face.value,
      digest: digestOf(bytes),
    })
  }

  return async (asked): Promise<LetterWork> => {
    moment = asked.now
    know(asked.published)
    if (asked.kind === 'check') return { kind: 'checked', result: check(asked.bytes, asked.day) }
    return { kind: 'drawn', result: await draw(asked.body, asked.printed) }
  }
})
