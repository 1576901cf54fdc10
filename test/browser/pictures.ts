/**
 * Pictures of the console in three languages, from the real service with demonstration data: `npm run screens` takes
 * all of them into reports/screens, and the tests those that the README shows.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { type House, settled } from './house.ts'
import { drawn, type Prepared, SHEET, today } from './views.ts'

export const LANGUAGES = ['ko', 'en', 'zh'] as const
type Language = (typeof LANGUAGES)[number]

export type Picture = {
  /** A persona of the demonstration; null for anybody. */
  readonly who: (of: Prepared) => string | null
  readonly at: (of: Prepared) => string
  /** Brings about what only this picture shows; once for all languages. */
  readonly ready?: (house: House, of: Prepared) => Promise<void>
  /** What is done on the page before it is taken. */
  readonly pose?: (page: Page, house: House, of: Prepared) => Promise<void>
  readonly light?: 'dark'
  /** Pixels of the window; 1280 unless said. */
  readonly width?: number
}

type Said = string | ((of: Prepared) => string)
const sayer = (said: Said) => (typeof said === 'string' ? () => said : said)
const by =
  (who: Said | null) =>
  (at: Said, more: Omit<Picture, 'who' | 'at'> = {}): Picture => ({
    who: who === null ? () => null : sayer(who),
    at: sayer(at),
    ...more,
  })
const anybody = by(null)
const firm = by('sme-sandbox')
const bank = by('bank-sandbox')
const appraiser = by(of => of.appraiser)
const officer = by('sandbox-officer')
const finance = by('finance')
const risk = by('risk-officer')
const auditor = by('auditor')
const admin = by('admin')

const DRAFT = '/risk/editions/terms/2027-01'
const TRIES_MAX = 600
const TRY_MS = 200

/** Waits for what the service does in the background, such as drawing a paper or comparing a challenger. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (await isDone()) return
    await pause(TRY_MS)
  }
  throw new Error(`the service was not done after ${(TRIES_MAX * TRY_MS) / 1000} s`)
}

/** Drops the certificate on the page that checks it. */
async function dropped(page: Page, { ask }: House, { certificate }: Prepared): Promise<void> {
  const at = `/v1/certificates/${certificate}`
  await until(async () => (await ask('sandbox-officer', 'GET', at)).state === 'issued')
  const pdf = Buffer.from(await ask('sandbox-officer', 'GET', `${at}/pdf`))
  await page.setInputFiles('input[type=file]', { name: `${certificate}.pdf`, mimeType: 'application/pdf', buffer: pdf })
  await page.getByTestId('verdict').waitFor()
}

const APPRAISED = 6
const MARKS = ['A', 'B', 'C', 'D', 'E'] as const

/**
 * Cases enough for the agreement of appraisers to be a figure: technologies differ indicator by indicator, and of two
 * who mark the same one the second is a step lower now and then.
 */
async function appraised(house: House): Promise<void> {
  for (let at = 0; at < APPRAISED; at++) {
    const { id, panel } = await drawn(house, 'sme-laser')
    for (const [seat, appraiser] of panel.entries()) {
      const marks = SHEET.marks.map((one, place) => {
        const step = ((at * 3 + place * 2) % 4) + (seat === 1 && (at + place) % 5 === 0 ? 1 : 0)
        return { ...one, mark: MARKS[step] ?? 'C' }
      })
      await house.ask(appraiser, 'POST', `/v1/cases/${id}/sheets`, { ...SHEET, marks })
    }
  }
}

/** A firm's case is recommended, which the challenger follows; it is compared within the minute. */
async function followed(house: House, { shadow }: Prepared): Promise<void> {
  const { ask } = house
  const { id, panel } = await drawn(house, 'sme-laser')
  for (const appraiser of panel) await ask(appraiser, 'POST', `/v1/cases/${id}/sheets`, SHEET)
  await ask('officer-seoul', 'POST', `/v1/cases/${id}/recommendation`)
  await until(async () => {
    const { compared, waiting } = await ask('risk-officer', 'GET', `/v1/rules/shadows/${shadow}`)
    return compared > 0 && waiting === 0
  })
}

/** Opens the first limit's headroom day by day. */
async function unfolded(page: Page): Promise<void> {
  await page.locator('main table button[aria-expanded]').first().click()
  await page.locator('main section table').waitFor()
}

/** Waits for the minute's signature over the audit trail. */
async function headed({ ask }: House): Promise<void> {
  await until(async () => (await ask('auditor', 'GET', '/v1/audit/heads')).items.length > 0)
}

/** Brings a part of the page to the top. */
async function scrolled(page: Page, part: number): Promise<void> {
  await page.evaluate(`document.querySelectorAll('main section')[${part}].scrollIntoView()`)
}

/** Says that nothing binds the appraiser, where that is still asked. */
async function opened(page: Page): Promise<void> {
  if ((await page.locator('#unbound').count()) > 0) {
    await page.locator('#unbound').check()
    await page.locator('main button').first().click()
  }
  await page.getByTestId('indicator').waitFor()
}

/** Writes a visit down as far as one does on the spot. */
async function visiting(page: Page): Promise<void> {
  await page.locator('#visited_on').fill(today)
  await page.locator('#place').fill('대전 유성구 테크노2로 187')
  await page.locator('#persons').check()
}

/** By the name of the file, in the order of who looks. */
export const PICTURES: Readonly<Record<string, Picture>> = {
  home: anybody('/'),
  verify: anybody('/verify', { pose: dropped }),
  consultation: anybody('/consultation'),
  criteria: anybody('/criteria'),
  applications: firm('/applications'),
  tasks: firm(of => `/applications/${of.drafted}`),
  tracker: firm(of => `/applications/${of.decided}`),
  result: firm(of => `/applications/${of.declined}/result`),
  'bank-cases': bank('/bank/cases'),
  'bank-case': bank(of => `/bank/cases/${of.decided}`),
  'bank-letter': bank(of => `/bank/guarantees/${of.guarantee}`, { pose: page => scrolled(page, 2) }),
  'bank-months': bank('/bank/months'),
  'bank-statements': bank('/bank/statements', {
    pose: async page => await page.locator('main input').first().fill(new Date().toISOString().slice(0, 7)),
  }),
  'bank-developer': bank('/bank/developer'),
  'bank-sandbox': bank('/bank/sandbox'),
  workbench: appraiser(of => `/appraisals/${of.marked}`, { pose: opened }),
  notifications: appraiser('/notifications'),
  visit: appraiser(of => `/appraisals/${of.marked}/visit`, { width: 390, pose: visiting }),
  consensus: by(of => of.hearer)(of => `/appraisals/${of.heard}/consensus`),
  'office-work': by('officer-seoul')('/office/work'),
  'office-case': by('sandbox-branch-head')(of => `/office/cases/${of.reviewed}`),
  'office-guarantee': officer(of => `/office/guarantees/${of.guarantee}`),
  'office-claim': by('claims')(of => `/office/claims/${of.claimed}`),
  'office-fund': finance('/office/fund'),
  'office-limits': finance('/office/limits', { ready: followed, pose: unfolded }),
  'risk-edition': risk(DRAFT),
  'risk-tables': risk(`${DRAFT}/tables`),
  'risk-differences': risk(`${DRAFT}/differences`),
  'risk-impact': risk(of => `/risk/impact/${of.run}`),
  'risk-impact-dark': risk(of => `/risk/impact/${of.run}`, { light: 'dark' }),
  'risk-shadow': risk(of => `/risk/shadows/${of.shadow}`, {
    ready: followed,
  }),
  'risk-quality': risk('/risk/quality', { ready: appraised }),
  time: auditor(of => `/risk/time/${of.decided}`),
  'audit-entry': auditor('/audit/trail/1', { ready: headed }),
  'audit-heads': auditor('/audit/heads', { ready: headed }),
  'admin-people': admin('/admin/people'),
  'admin-access': admin('/admin/access'),
}

const HEIGHT = 900
const QUALITY = 40

/**
 * Takes pictures into a folder, as name.language.jpg.
 *
 * @param wanted - by name, the languages each is taken in
 * @returns what the pages complained of, each with its picture; empty where nothing
 */
export async function takePictures(
  house: House,
  of: Prepared,
  wanted: ReadonlyMap<string, readonly Language[]>,
  folder: string,
): Promise<readonly string[]> {
  const pictures = [...wanted].map(([name, languages]) => {
    const picture = PICTURES[name]
    if (picture === undefined) throw new Error(`no picture is called ${name}`)
    return { name, languages, picture, who: picture.who(of) }
  })
  for (const { picture } of pictures) await picture.ready?.(house, of)
  const found: string[] = []
  for (const who of new Set(pictures.map(each => each.who))) {
    const { page, go, context, complaints } = await house.window(who ?? undefined)
    await go('/')
    for (const { name, languages, picture } of pictures.filter(each => each.who === who))
      for (const language of languages) {
        await page.evaluate(`localStorage.setItem('language', '${language}')`)
        await page.emulateMedia({ colorScheme: picture.light ?? 'light' })
        await page.setViewportSize({ width: picture.width ?? 1280, height: HEIGHT })
        await go(picture.at(of))
        await picture.pose?.(page, house, of)
        await settled(page)
        const path = join(folder, `${name}.${language}.jpg`)
        await page.screenshot({ path, type: 'jpeg', quality: QUALITY })
        found.push(...complaints.splice(0).map(each => `${name}.${language}: ${each}`))
      }
    await context.close()
  }
  return found
}
