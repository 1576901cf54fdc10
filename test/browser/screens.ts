/**
 * `npm run screens`: the main views of the console in three languages, taken from the real service with demonstration
 * data, into reports/screens.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HOME } from '../../src/platform/folders.ts'
import { openHouse, settled } from './house.ts'
import { prepared } from './views.ts'

const OUT = join(HOME, 'reports/screens')
const QUALITY = 60

const house = await openHouse()
const of = await prepared(house)
const { number } = await house.ask('sandbox-officer', 'POST', `/v1/cases/${of.decided}/certificates`, {
  language: 'ko',
})
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
  ['sme-sandbox', 'tasks', `/applications/${of.drafted}`],
  ['sme-sandbox', 'tracker', `/applications/${of.decided}`],
  ['sme-sandbox', 'result', `/applications/${of.declined}/result`],
  ['bank-sandbox', 'bank-cases', '/bank/cases'],
  ['bank-sandbox', 'bank-case', `/bank/cases/${of.decided}`],
  ['bank-sandbox', 'bank-months', '/bank/months'],
  ['bank-sandbox', 'bank-developer', '/bank/developer'],
  ['bank-sandbox', 'bank-sandbox', '/bank/sandbox'],
  ['bank-sandbox', 'bank-requests', '/bank/developer/requests'],
  [of.appraiser, 'workbench', `/appraisals/${of.marked}`],
  [of.hearer, 'consensus', `/appraisals/${of.heard}/consensus`],
  ['sandbox-officer', 'office-work', '/office/work'],
  ['sandbox-branch-head', 'office-case', `/office/cases/${of.reviewed}`],
  ['sandbox-officer', 'office-guarantee', `/office/guarantees/${of.guarantee}`],
  ['claims', 'office-claim', `/office/claims/${of.claimed}`],
  ['finance', 'office-fund', '/office/fund'],
  ['risk-officer', 'risk-edition', '/risk/editions/terms/2027-01'],
  ['risk-officer', 'risk-tables', '/risk/editions/terms/2027-01/tables'],
  ['risk-officer', 'risk-impact', `/risk/impact/${of.run}`],
  ['auditor', 'time', `/risk/time/${of.decided}`],
  ['auditor', 'audit-entry', '/audit/trail/1'],
  ['auditor', 'audit-heads', '/audit/heads'],
  ['admin', 'admin-people', '/admin/people'],
  ['admin', 'admin-access', '/admin/access'],
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
