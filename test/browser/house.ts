/**
 * The console as people meet it: Debian's Chromium on a service of its own, with its real database and demonstration
 * people. Where no browser is installed the tests say so; CI asks for one.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'
import { builtConsole } from '../../src/cli/console.ts'
import { endWithMe, type Running, startService } from '../../src/cli/faults/process.ts'
import { DEMONSTRATION_FILE } from '../../src/platform/identity/demonstration.ts'

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** The browser's file, or undefined where this machine has none. */
export const CHROMIUM = PLACES.find(place => place !== undefined && existsSync(place))
if (CHROMIUM === undefined) {
  const absence = 'no Chromium here: install it (apt-get install chromium) or name it by CHROMIUM'
  if (process.env['CI'] !== undefined) throw new Error(absence)
  process.stderr.write(`${absence}; the tests in a browser do not run\n`)
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A port nobody listens to now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

export type House = {
  readonly address: string
  readonly folder: string
  readonly service: Running
  readonly browser: Browser
  /** A window of somebody's own; `persona` is a name of the demonstration, and without one nobody is logged in. */
  readonly window: (persona?: string, options?: WindowOptions) => Promise<Visit>
  /** Logs in where the page asks who somebody is. */
  readonly identify: (page: Page, persona: string) => Promise<void>
  /** A token of a persona or machine, for what is prepared through the API. */
  readonly token: (name: string) => string
  /** Asks the API as somebody, for what a journey finds prepared; a refusal is thrown. */
  readonly ask: (name: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answered>
  readonly close: () => Promise<void>
}
// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is the test's to know.
export type Answered = any
export type WindowOptions = {
  readonly language?: 'ko' | 'en' | 'zh'
  readonly light?: 'light' | 'dark'
  readonly isForced?: boolean
  readonly width?: number
  readonly height?: number
}
export type Visit = {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained of: refused by its policy, or thrown. */
  readonly complaints: string[]
  readonly go: (path: string) => Promise<void>
}

type Demonstration = {
  readonly password: string
  readonly people: readonly { readonly persona: string; readonly user_name: string; readonly access_token: string }[]
  readonly clients: readonly { readonly client_id: string; readonly access_token: string }[]
}

const LOCALES = { ko: 'ko-KR', en: 'en-GB', zh: 'zh-CN' } as const

/** Opens the house, with settings of its own where a test needs some; close it, and nothing of it goes on. */
export async function openHouse(settings: Readonly<Record<string, string>> = {}): Promise<House> {
  await builtConsole()
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  endWithMe(folder)
  const port = await freePort()
  const service = await startService(folder, port, settings)
  const browser = await chromium.launch({ executablePath: CHROMIUM as string, args: FLAGS })
  const demonstration = JSON.parse(readFileSync(join(folder, DEMONSTRATION_FILE), 'utf8')) as Demonstration
  const address = `http://localhost:${port}`

  const window: House['window'] = async (persona, options = {}) => {
    const { language = 'ko', light = 'light', isForced = false, width = 1280, height = 900 } = options
    const context = await browser.newContext({
      locale: LOCALES[language],
      colorScheme: light,
      forcedColors: isForced ? 'active' : 'none',
      viewport: { width, height },
      reducedMotion: 'reduce',
    })
    context.on('page', watched)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(error.stack ?? error.message))
    page.on('console', message => {
      // A refusal of the service is written there too, and is no complaint.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text())
    })
    const go = async (path: string): Promise<void> => {
      await page.goto(`${address}/console${path}`)
      await page.locator('h1').waitFor()
      await settled(page)
    }
    const visit: Visit = { context, page, complaints, go }
    if (persona !== undefined) await logIn(visit, persona)
    return visit
  }
  const identify: House['identify'] = async (page, persona) => {
    const person = demonstration.people.find(each => each.persona === persona)
    if (person === undefined) throw new Error(`the demonstration has no ${persona}`)
    await page.locator('input[name=name]').fill(person.user_name)
    await page.locator('input[name=password]').fill(demonstration.password)
    await page.locator('form:has(input[name=password]) button').click()
  }
  const logIn = async ({ page }: Visit, persona: string): Promise<void> => {
    await page.goto(`${address}/console/enter`)
    await identify(page, persona)
    await page.getByTestId('who').waitFor({ state: 'attached' })
    await settled(page)
  }
  const token = (name: string): string => {
    const found =
      demonstration.people.find(each => each.persona === name) ??
      demonstration.clients.find(each => each.client_id === name)
    if (found === undefined) throw new Error(`the demonstration has no ${name}`)
    return found.access_token
  }
  return {
    address,
    folder,
    service,
    browser,
    window,
    identify,
    token,
    ask: async (name, method, path, body) => {
      const answer = await fetch(`${address}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token(name)}`,
          ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const isJson = answer.headers.get('content-type')?.includes('json') === true
      const value = isJson ? await answer.json() : new Uint8Array(await answer.arrayBuffer())
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(value)}`)
      return value
    },
    close: async () => {
      await browser.close()
      await service.stop()
    },
  }
}

/** What each page has asked for and not yet been answered. */
const asked = new WeakMap<Page, Set<Request>>()
function watched(page: Page): void {
  const open = new Set<Request>()
  asked.set(page, open)
  page.on('request', request => open.add(request))
  page.on('requestfinished', request => open.delete(request))
  page.on('requestfailed', request => open.delete(request))
}

/** Longer than what was answered takes to be drawn and to ask for more. */
const STILL_MS = 60
const SETTLED_MS_MAX = 30_000
/**
 * Waits until nothing is loading any more: nothing asked for is open, nothing says that it is busy, and neither begins
 * again once the page has drawn. Playwright's own `networkidle` looks on for half a second each time.
 */
export async function settled(page: Page): Promise<void> {
  const open = asked.get(page)
  if (open === undefined) throw new Error('settled() knows the pages of windows alone')
  const isBusy = page.locator('[aria-busy=true]')
  const isStill = async (): Promise<boolean> => open.size === 0 && (await isBusy.count()) === 0
  const drawn = async (): Promise<void> =>
    await page.evaluate(`new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, ${STILL_MS})))`)
  for (let left = SETTLED_MS_MAX; left > 0; left -= STILL_MS) {
    // A page that is left meanwhile cannot be asked; the one that comes is.
    await drawn().catch(() => page.waitForLoadState())
    if (!(await isStill())) continue
    await drawn().catch(() => page.waitForLoadState())
    if (await isStill()) return
  }
  const names = [...open].map(request => `${request.method()} ${request.url()}`).join(', ')
  throw new Error(`${page.url()} was still loading after ${SETTLED_MS_MAX} ms: ${names}`)
}

/** What a check of WCAG 2.2 A and AA finds on the page, or a part of it: rule and place, empty where nothing. */
export async function violationsOn(page: Page, part?: string): Promise<readonly string[]> {
  // Asked for what is wrong alone, and in the page itself where nothing is framed in it: a page of axe's own, and all
  // that passed, cost as much again.
  const whole = new AxeBuilder({ page })
  const { violations } = await (part === undefined ? whole : whole.include(part))
    .options({ resultTypes: ['violations'] })
    .setLegacyMode(page.frames().length === 1)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.flatMap(each =>
    each.nodes.map(node => `${each.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  )
}
