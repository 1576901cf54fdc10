/**
 * `npm run bench:browser`: how fast the console is for people whose machine is four times slower than this one,
 * measured in Chromium with its processor slowed, into reports/browser.md. Times are never tested: they are read.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { superuserOf } from '../../src/cli/faults/process.ts'
import { median } from '../../src/cli/measure.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { HOME, textsBelow } from '../../src/platform/folders.ts'
import { uuid7 } from '../../src/platform/ids.ts'
import { BLOCK } from '../../src/policy/impact/block.ts'
import { generatedBlock } from '../../src/policy/impact/generated-block.ts'
import { LAYOUT } from '../../src/policy/impact/packed.ts'
import { type House, openHouse, settled, type Visit } from './house.ts'

const SLOWED = 4
const VISITS = 5
const CLICKS = 12
const CASES = 100_000
const DRAFT = 'terms/2027-01'
const SCROLL_MS = 4000

type Line = {
  readonly name: string
  readonly value: string
  readonly goal: string
  readonly holds: boolean
  readonly says: string
}

/** Slows the page's processor from here on. */
async function slowed(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
}

const LARGEST = `new Promise(resolve => {
  let last = 0
  new PerformanceObserver(list => { for (const one of list.getEntries()) last = one.startTime })
    .observe({ type: 'largest-contentful-paint', buffered: true })
  setTimeout(() => resolve(last), 500)
})`
/** Keeps the longest interaction from here on, as INP counts it: from the input to the next frame that shows it. */
const WATCH_INTERACTIONS = `globalThis.longest = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries())
    if (one.interactionId > 0) globalThis.longest = Math.max(globalThis.longest, one.duration)
}).observe({ type: 'event', durationThreshold: 16 })`

/** Largest contentful paint of a first visit: nothing of the page is kept from before but the session. */
async function largestPaint(house: House, persona: string, path: string): Promise<number> {
  const found: number[] = []
  for (let visit = 0; visit < VISITS; visit++) {
    const { page, context } = await house.window(persona)
    const session = await context.newCDPSession(page)
    await session.send('Network.clearBrowserCache')
    await slowed(page)
    await page.goto(`${house.address}/console${path}`)
    await page.locator('h1').waitFor()
    await settled(page)
    found.push((await page.evaluate(LARGEST)) as number)
    await context.close()
  }
  return median(found)
}

/** The slowest of some interactions. */
async function interactions(page: Page, act: (turn: number) => Promise<void>): Promise<number> {
  await page.evaluate(WATCH_INTERACTIONS)
  for (let turn = 0; turn < CLICKS; turn++) {
    await act(turn)
    await page.waitForTimeout(400)
  }
  return (await page.evaluate('globalThis.longest')) as number
}

async function menuClicks(house: House): Promise<number> {
  const { page, go, context } = await house.window('risk-officer')
  await go('/')
  const links = page.getByRole('navigation').getByRole('link')
  const count = await links.count()
  // Each page once, so that what is measured is the click and not the first fetching of its code.
  for (let at = 0; at < count; at++) {
    await links.nth(at).click()
    await settled(page)
  }
  await slowed(page)
  const longest = await interactions(page, async turn => await links.nth(turn % count).click())
  await context.close()
  return longest
}

async function scoreKeys(house: House): Promise<number> {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
  const body = JSON.parse(
    readFileSync(join(HOME, 'fixtures/requests/firm-draft.json'), 'utf8').replaceAll('2026-04-14', today),
  ) as object
  const { id } = await house.ask('sme-laser', 'POST', '/v1/cases', body)
  await house.ask('sme-laser', 'POST', `/v1/cases/${id}/submit`)
  await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/accept`)
  await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/facts/gather`)
  const { appraisers } = await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/assignments`)
  const { page, go, context } = await house.window(String(appraisers[0]).replace('person-demo-', ''))
  await go(`/appraisals/${id}`)
  await page.locator('#unbound').check()
  await page.getByRole('button', { name: '평가 시작하기' }).press('Enter')
  await page.getByTestId('indicator').waitFor()
  await settled(page)
  await slowed(page)
  const longest = await interactions(page, async turn => await page.keyboard.press(turn % 2 === 0 ? 'c' : 'b'))
  await context.close()
  return longest
}

async function draftKept(house: House): Promise<void> {
  const [kind, edition] = DRAFT.split('/')
  const made = await house.ask('risk-officer', 'POST', '/v1/rules/editions', {
    kind,
    edition,
    in_force_from: '2027-01-01',
  })
  const numbers = structuredClone(made.numbers)
  numbers.coverage.basic.value = '0.8'
  numbers.ceiling_by_grade.values.BB = '500000000'
  const saved = await fetch(`${house.address}/v1/rules/editions/${DRAFT}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${house.token('risk-officer')}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'if-match': `"${made.version}"`,
    },
    body: JSON.stringify({ numbers, words: made.words }),
  })
  if (!saved.ok) throw new Error(`the draft is not kept: ${saved.status}`)
}

/** Blocks of packed cases as a night leaves them, of cases that were made rather than decided. */
async function bookKept(house: House): Promise<void> {
  const rules = sure(rulesOn(sure(readRuleBook(textsBelow(join(HOME, 'rules')))), calendarDate('2026-12-01')))
  const database = new pg.Client(superuserOf(house.folder))
  await database.connect()
  for (let from = 0; from < CASES; from += BLOCK) {
    const cases = Math.min(BLOCK, CASES - from)
    const packed = Buffer.from(generatedBlock(rules, { seed: 1, from, cases }))
    await database.query('insert into app.packed_blocks (id, layout, cases, packed) values ($1, $2, $3, $4)', [
      ...[uuid7(), LAYOUT, cases, packed],
    ])
  }
  await database.end()
}

type Preview = { readonly first: number; readonly exact: number; readonly run: string }

const EXACT = '모두 계산했습니다'
/**
 * Keeps when a key was pressed, and when the frames were painted that first show a chart and exact figures: looked at
 * with every frame in the page itself, since whoever looks from outside does so rarely.
 */
const WATCH_PREVIEW = `new Promise(resolve => {
  let pressed
  addEventListener('keydown', event => { pressed = event.timeStamp }, { capture: true, once: true })
  const shown = { first: () => document.querySelector('svg.chart') !== null,
    exact: () => document.querySelector('main [role=status]')?.textContent.includes('${EXACT}') }
  const painted = is => new Promise(done => {
    const look = () => is() ? setTimeout(() => done(performance.now() - pressed)) : requestAnimationFrame(look)
    requestAnimationFrame(look)
  })
  Promise.all([painted(shown.first), painted(shown.exact)]).then(([first, exact]) => resolve({ first, exact }))
})`

/** Nobody chooses a draft and a book sooner than in a second; meanwhile the service makes itself ready. */
const CHOOSING_MS = 1_000

/** From the press of the button to the first chart, and to figures that are exact. */
async function preview({ page, go }: Visit, book: 'stored' | 'generated'): Promise<Preview> {
  await go('/risk/impact')
  await page.locator('#draft').selectOption(DRAFT)
  if (book === 'generated') {
    await page.getByRole('radio').nth(1).check()
    await page.locator('#cases').fill(String(CASES))
  }
  await page.waitForTimeout(CHOOSING_MS)
  const seen = page.evaluate(WATCH_PREVIEW) as Promise<Omit<Preview, 'run'>>
  await page.locator('form button[type=submit]').press('Enter')
  return { ...(await seen), run: page.url().slice(-36) }
}

/** Frames a second while a table of so many rows is scrolled through; its rows are real moves under other ids. */
async function framesOf(house: House, run: string): Promise<number> {
  const { items } = await house.ask('risk-officer', 'GET', `/v1/rules/impacts/${run}/moves?limit=200`)
  const rows = Array.from({ length: CASES }, (_, at) => ({ ...items[at % items.length], id: `row-${at}` }))
  const { page, context } = await house.window('risk-officer')
  await page.route('**/v1/rules/impacts/*/moves*', route => route.fulfill({ json: { items: rows, next: null } }))
  await page.goto(`${house.address}/console/risk/impact/${run}`)
  await page.locator(`table[aria-rowcount="${CASES + 1}"]`).waitFor({ timeout: 60_000 })
  await settled(page)
  await slowed(page)
  const frames = (await page.evaluate(`new Promise(resolve => {
    const table = document.querySelector('table[aria-rowcount="${CASES + 1}"]')
    const box = table.closest('[role=region]')
    box.scrollIntoView({ block: 'center' })
    let frames = 0
    const begun = performance.now()
    const step = now => {
      frames += 1
      box.scrollTop += 180
      if (now - begun < ${SCROLL_MS}) requestAnimationFrame(step)
      else resolve(box.scrollTop === 0 ? 0 : frames * 1000 / (now - begun))
    }
    requestAnimationFrame(step)
  })`)) as number
  await context.close()
  return frames
}

function report(lines: readonly Line[]): string {
  const model = cpus()[0]?.model.trim() ?? 'an unnamed processor'
  return [
    '<!-- Generated by `npm run bench:browser`; not written by hand. -->',
    '',
    '# How fast the console is in a browser',
    '',
    `One run on ${model}, ${cpus().length} cores, Chromium without a graphics processor, its`,
    `own processor slowed ${SLOWED} times; service, database and browser share the machine, which had a load of`,
    `${loadavg()[0]?.toFixed(1)} when the last figure was taken.`,
    '',
    '| measurement | value | goal | holds |',
    '|---|---|---|---|',
    ...lines.map(one => `| ${one.name} | ${one.value} | ${one.goal} | ${one.holds ? 'yes' : '**no**'} |`),
    '',
    ...lines.map(one => `- ${one.name}: ${one.says}`),
    '',
  ].join('\n')
}

const ms = (value: number): string => `${Math.round(value).toLocaleString('en-US')} ms`
const atMost = (name: string, value: number, goal: number, says: string): Line => ({
  ...{ name, says, value: ms(value), goal: `at most ${goal.toLocaleString('en-US')} ms` },
  holds: value <= goal,
})

const house = await openHouse()
try {
  await draftKept(house)
  const paints = `Largest contentful paint, the median of ${VISITS} visits with an empty cache.`
  const lines: Line[] = []
  const take = (line: Line): void => {
    lines.push(line)
    // Written as it grows: what was measured is not lost with what comes after it.
    writeFileSync(join(HOME, 'reports/browser.md'), report(lines))
    process.stdout.write(`${line.name}: ${line.value} (${line.goal})\n`)
  }
  take(atMost('applicant’s first page', await largestPaint(house, 'sme-sandbox', '/applications'), 1500, paints))
  take(atMost('staff shell', await largestPaint(house, 'risk-officer', '/'), 1500, paints))
  const longest = `The longest of ${CLICKS}, from the input to the frame that shows it, as INP counts.`
  take(atMost('a click in the menu', await menuClicks(house), 100, longest))
  take(atMost('a key that scores', await scoreKeys(house), 100, longest))
  const visit = await house.window('risk-officer')
  await slowed(visit.page)
  await bookKept(house)
  const cold = await preview(visit, 'stored')
  const warm = await preview(visit, 'stored')
  const made = await preview(visit, 'generated')
  await visit.context.close()
  const cases = CASES.toLocaleString('en-US')
  const from = `From the press of the button to the frame that shows it, over ${cases}`
  const stored = `${from} packed cases read from the database`
  take(atMost('impact, first chart', warm.first, 1000, `${stored}.`))
  take(atMost('impact, exact', warm.exact, 5000, `${stored}.`))
  take(
    atMost(
      'impact, first chart, first of a service',
      cold.first,
      1000,
      `${stored}, by a thread that started with the page, a second before.`,
    ),
  )
  take(
    atMost(
      'impact, exact, first of a service',
      cold.exact,
      5000,
      `${stored}, by a thread that started with the page, a second before.`,
    ),
  )
  take(atMost('impact, first chart, book made anew', made.first, 1000, `${from} cases that are made meanwhile.`))
  take(atMost('impact, exact, book made anew', made.exact, 5000, `${from} cases that are made meanwhile.`))
  const frames = await framesOf(house, made.run)
  take({
    name: 'scrolling a long table',
    value: `${frames.toFixed(1)} frames a second`,
    goal: 'at least 50 frames a second',
    holds: frames >= 50,
    says: `${cases} rows of moves, four on with every frame for ${SCROLL_MS / 1000} s; requestAnimationFrame counts.`,
  })
} finally {
  await house.close()
}
