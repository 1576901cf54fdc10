/**
 * `npm run axe`: every route of the router in each of its states, languages, lights and widths, checked against WCAG.
 * The whole takes hours; `--only /office` and `--states full,dialog` take a part of it. What is found is told with its
 * place, and the command ends with 1.
 *
 * In CI each route is checked once, in another language, light and width each (together.test.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page, Route } from 'playwright-core'
import { HOME } from '../../src/platform/folders.ts'
import { openHouse, settled, type Visit, violationsOn } from './house.ts'
import { type Prepared, prepared, routesOn, VIEWS, type View } from './views.ts'

const STATES = ['full', 'empty', 'loading', 'error', 'dialog'] as const
type State = (typeof STATES)[number]
const LANGUAGES = ['ko', 'en', 'zh'] as const
const LIGHTS = ['light', 'dark', 'forced'] as const
const WIDTHS = [1280, 768, 390] as const
const HEIGHT = 900

const { values: asked } = parseArgs({ options: { only: { type: 'string' }, states: { type: 'string' } } })
const states = STATES.filter(state => asked.states === undefined || asked.states.split(',').includes(state))

/** What every page needs before it can be in any state of its own. */
const isFrame = (url: string): boolean => /\/v1\/(self|words|organisations\/)/.test(url)
const PROBLEM = {
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  errors: [{ code: 'internal_error', at: '' }],
}

/** Stands between the page and the service, so that readings fail, never end, or find nothing. */
async function between(page: Page, state: State): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  if (state === 'full' || state === 'dialog') return
  await page.route('**/v1/**', async (route: Route) => {
    const isReading = route.request().method() === 'GET' && !isFrame(route.request().url())
    if (!isReading) return route.continue()
    if (state === 'loading') return
    if (state === 'error')
      return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(PROBLEM) })
    const answer = await route.fetch()
    const isJson = answer.headers()['content-type']?.includes('json') === true
    if (!isJson) return route.fulfill({ response: answer })
    const value = (await answer.json()) as Record<string, unknown>
    const emptied = Array.isArray(value['items']) ? { ...value, items: [], next: null } : value
    return route.fulfill({ response: answer, json: emptied })
  })
}

const wordIn = (file: string, key: string, language: string): string => {
  const text = readFileSync(join(HOME, `src/console/${file}.${language}.ts`), 'utf8')
  const found = new RegExp(`^ {2}${key}:\\s*'([^']*)'`, 'm').exec(text)?.[1]
  if (found === undefined) throw new Error(`${file} has no ${key} in ${language}`)
  return found
}

async function shown({ page }: Visit, address: string, view: View, of: Prepared, state: State, language: string) {
  await between(page, state)
  await page.goto(`${address}/console${view.at(of)}`)
  if (state === 'loading') {
    await page.waitForLoadState('domcontentloaded')
    await page.locator('main').waitFor()
    return
  }
  await page.locator('main h1, main [role=alert]').first().waitFor()
  await settled(page)
  if (state !== 'dialog' || view.opens === undefined) return
  const { words, key, before } = view.opens
  if (before !== undefined && (await page.locator(before).count()) > 0) {
    await page.locator(before).check()
    await page
      .getByRole('button')
      .filter({ hasText: wordIn(words, 'open_case', language) })
      .click()
    await settled(page)
  }
  await page
    .getByRole('button', { name: wordIn(words, key, language), exact: true })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
}

const house = await openHouse()
const of = await prepared(house)
const first = await house.window()
await first.go('/')
const routes = (await routesOn(first.page)).filter(route => asked.only === undefined || route.startsWith(asked.only))
await first.context.close()
const missing = routes.filter(route => VIEWS[route] === undefined)
if (missing.length > 0) throw new Error(`test/browser/views.ts says not who opens ${missing.join(', ')}`)

const found: string[] = []
let checks = 0
for (const language of LANGUAGES) {
  const visits = new Map<string | null, Visit>()
  for (const route of routes)
    for (const view of VIEWS[route] ?? []) {
      const who = view.who(of)
      const visit = visits.get(who) ?? (await house.window(who ?? undefined, { language }))
      visits.set(who, visit)
      for (const state of states) {
        if (state === 'dialog' && view.opens === undefined) continue
        await shown(visit, house.address, view, of, state, language)
        for (const light of LIGHTS)
          for (const width of WIDTHS) {
            await visit.page.setViewportSize({ width, height: HEIGHT })
            await visit.page.emulateMedia({
              colorScheme: light === 'dark' ? 'dark' : 'light',
              forcedColors: light === 'forced' ? 'active' : 'none',
            })
            checks += 1
            for (const violation of await violationsOn(visit.page)) {
              const place = `${route} ${state} ${language} ${light} ${width}: ${violation}`
              found.push(place)
              process.stdout.write(`${place}\n`)
            }
          }
      }
      process.stderr.write(`${language} ${view.at(of)}\n`)
    }
  for (const { context } of visits.values()) await context.close()
}
await house.close()
process.stdout.write(`${checks} checks of ${routes.length} routes, ${found.length} violations\n`)
if (found.length > 0) process.exitCode = 1
