/**
 * `npm run axe`: every route of the router in each of its states, languages, lights and widths, checked against WCAG.
 * The whole takes an hour; `--only /office`, `--states full,dialog` and `--languages ko` take a part of it. What is
 * found is told with its place, and the command ends with 1.
 *
 * In CI each route is checked once in each of its states but dialogs, in another language, light and width each
 * (together.test.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { HOME } from '../../src/platform/folders.ts'
import { openHouse, settled, type Visit, violationsOn } from './house.ts'
import { type Readings, readingsOf, throughStates } from './states.ts'
import { knownOf, prepared, routesOn, VIEWS, type View } from './views.ts'

const STATES = ['full', 'empty', 'loading', 'error', 'dialog'] as const
/** Whether a state comes of what the readings of a page meet. */
const isMet = (state: string): boolean => ['empty', 'loading', 'error'].includes(state)
const LANGUAGES = ['ko', 'en', 'zh'] as const
const LIGHTS = ['light', 'dark', 'forced'] as const
const WIDTHS = [1280, 768, 390] as const
const HEIGHT = 900

const text = { type: 'string' } as const
const { values: asked } = parseArgs({ options: { only: text, states: text, languages: text } })
const states = STATES.filter(state => asked.states === undefined || asked.states.split(',').includes(state))
const languages = LANGUAGES.filter(each => asked.languages === undefined || asked.languages.split(',').includes(each))

const wordIn = (file: string, key: string, language: string): string => {
  const text = readFileSync(join(HOME, `src/console/${file}.${language}.ts`), 'utf8')
  const found = new RegExp(`^ {2}${key}:\\s*'([^']*)'`, 'm').exec(text)?.[1]
  if (found === undefined) throw new Error(`${file} has no ${key} in ${language}`)
  return found
}

/** Opens the page's dialog. */
async function opened(page: Page, { words, key, before }: NonNullable<View['opens']>, language: string) {
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

/** Waits until the page has taken up the light: its own script hears of it, and draws with the next frame. */
async function drawnIn(page: Page, light: (typeof LIGHTS)[number]): Promise<void> {
  const scheme = light === 'dark' ? 'dark' : 'light'
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' })
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
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
const told = (place: string): void => {
  found.push(place)
  process.stdout.write(`${place}\n`)
}
const stoodBetween = async (visit: Visit) => ({ ...visit, readings: await readingsOf(visit.page) })
let checks = 0
for (const language of languages) {
  const visits = new Map<string | null, Visit & { readonly readings: Readings }>()
  for (const route of routes)
    for (const view of VIEWS[route] ?? []) {
      const who = view.who(of)
      const visit = visits.get(who) ?? (await stoodBetween(await house.window(who ?? undefined, { language })))
      visits.set(who, visit)
      const { page, go, readings } = visit
      const look = async (state: string): Promise<void> => {
        if (!states.some(each => each === state)) return
        for (const light of LIGHTS)
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: HEIGHT })
            await page.emulateMedia({
              colorScheme: light === 'dark' ? 'dark' : 'light',
              forcedColors: light === 'forced' ? 'active' : 'none',
            })
            await drawnIn(page, light)
            checks += 1
            for (const violation of await violationsOn(page))
              told(`${route} ${state} ${language} ${light} ${width}: ${violation}`)
          }
      }
      if (states.some(state => isMet(state))) {
        const at = `${house.address}/console${view.at(of)}`
        const wrong = await throughStates(page, readings, at, knownOf(route), look)
        for (const each of wrong) told(`${route} ${language} ${each}`)
      }
      if (states.some(state => !isMet(state))) await go(view.at(of))
      await look('full')
      if (states.includes('dialog') && view.opens !== undefined) {
        await opened(page, view.opens, language)
        await look('dialog')
      }
      process.stderr.write(`${language} ${view.at(of)}\n`)
    }
  for (const { context } of visits.values()) await context.close()
}
await house.close()
process.stdout.write(`${checks} checks of ${routes.length} routes, ${found.length} violations\n`)
if (found.length > 0) process.exitCode = 1
