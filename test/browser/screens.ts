/**
 * `npm run screens`: the main views of the console in three languages, taken from the real service with demonstration
 * data, into reports/screens.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HOME } from '../../src/platform/folders.ts'
import { openHouse, settled } from './house.ts'

const OUT = join(HOME, 'reports/screens')
const QUALITY = 60

const house = await openHouse()
const draft = JSON.parse(readFileSync(join(HOME, 'fixtures/requests/sandbox-draft.json'), 'utf8')) as object
const made = async (scenario: string): Promise<string> => {
  const { id } = await house.ask('client-demo-sandbox', 'POST', '/v1/cases', { ...draft, scenario })
  await house.ask('client-demo-sandbox', 'POST', `/v1/cases/${id}/submit`)
  return id
}
const [approved, declined] = [await made('approve'), await made('decline')]
const { id: drafted } = await house.ask('sme-sandbox', 'POST', '/v1/cases', draft)
const { number } = await house.ask('sandbox-officer', 'POST', `/v1/cases/${approved}/certificates`, { language: 'ko' })
for (let tries = 0; tries < 100; tries++) {
  const { state } = await house.ask('sandbox-officer', 'GET', `/v1/certificates/${number}`)
  if (state === 'issued') break
  await pause(200)
}
const pdf = await house.ask('sandbox-officer', 'GET', `/v1/certificates/${number}/pdf`)

/** Who looks, and at what; null is anybody. */
const VIEWS: readonly (readonly [string | null, string, string])[] = [
  [null, 'home', '/'],
  [null, 'verify', '/verify'],
  [null, 'consultation', '/consultation'],
  [null, 'criteria', '/criteria'],
  ['sme-sandbox', 'applications', '/applications'],
  ['sme-sandbox', 'tasks', `/applications/${drafted}`],
  ['sme-sandbox', 'tracker', `/applications/${approved}`],
  ['sme-sandbox', 'result', `/applications/${declined}/result`],
  ['bank-sandbox', 'bank-cases', '/bank/cases'],
  ['bank-sandbox', 'bank-case', `/bank/cases/${approved}`],
  ['bank-sandbox', 'bank-months', '/bank/months'],
  ['bank-sandbox', 'bank-developer', '/bank/developer'],
  ['bank-sandbox', 'bank-sandbox', '/bank/sandbox'],
]

mkdirSync(OUT, { recursive: true })
for (const language of ['ko', 'en', 'zh'] as const) {
  for (const who of new Set(VIEWS.map(([persona]) => persona))) {
    const { page, go, context, complaints } = await house.window(who ?? undefined, { language })
    for (const [persona, name, path] of VIEWS) {
      if (persona !== who) continue
      await go(path)
      if (name === 'verify') {
        await page.setInputFiles('input[type=file]', {
          name: 'a.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from(pdf),
        })
        await page.getByTestId('verdict').waitFor()
      }
      await settled(page)
      await page.screenshot({ path: join(OUT, `${name}.${language}.jpg`), type: 'jpeg', quality: QUALITY })
    }
    if (complaints.length > 0) throw new Error(`${who}: ${complaints.join('; ')}`)
    await context.close()
  }
}
await house.close()
process.stdout.write(`${VIEWS.length * 3} views in ${OUT}\n`)
