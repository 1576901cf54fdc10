/**
 * A page's states in the browser: its readings are held, refused or answered with nothing, and each state is looked at
 * while it is really shown. One opening goes through all: held first, then refused, then asked again by its button.
 */
import type { Locator, Page, Route } from 'playwright-core'
import { settled } from './house.ts'

/** What the readings of a page meet: they go through, find nothing, never end, or are refused. */
export type Met = 'full' | 'empty' | 'loading' | 'error'

export type Readings = {
  /** From now on readings meet this; what was held till now does too. */
  readonly meet: (next: Met) => Promise<void>
  readonly open: (address: string) => Promise<void>
}

/** What every page needs before it can be in any state of its own; a page on an organisation has it in its address. */
function isFrame(url: string, page: string): boolean {
  const organisation = /\/v1\/organisations\/([^/?]+)$/.exec(url)?.[1]
  if (organisation !== undefined) return !page.includes(organisation)
  return /\/v1\/(self$|words|notifications\/count)/.test(url)
}
const REFERENCE = 'req-of-the-refusal'
const PROBLEM = {
  type: 'about:blank',
  title: 'The service has a fault.',
  status: 500,
  errors: [{ code: 'service_fault', at: '' }],
}
const REFUSAL = {
  status: 500,
  contentType: 'application/problem+json',
  headers: { 'x-request-id': REFERENCE },
  body: JSON.stringify(PROBLEM),
}

/** Stands between a page and the service for as long as the page is open. */
export async function readingsOf(page: Page): Promise<Readings> {
  let now: Met = 'full'
  let held: Route[] = []
  const answer = async (route: Route): Promise<void> => {
    if (now === 'full') return await route.continue()
    if (now === 'error') return await route.fulfill(REFUSAL)
    const found = await route.fetch()
    const isJson = found.headers()['content-type']?.includes('json') === true
    const value = isJson ? ((await found.json()) as Record<string, unknown>) : {}
    if (!Array.isArray(value['items'])) return await route.fulfill({ response: found })
    return await route.fulfill({ response: found, json: { ...value, items: [], next: null } })
  }
  await page.route('**/v1/**', async route => {
    if (route.request().method() !== 'GET' || isFrame(route.request().url(), page.url())) return await route.continue()
    if (now === 'loading') held.push(route)
    // What was asked by a page that is left meanwhile needs no answer.
    else await answer(route).catch(() => undefined)
  })
  return {
    meet: async next => {
      now = next
      const freed = held
      held = []
      await Promise.all(freed.map(route => answer(route).catch(() => undefined)))
    },
    open: async address => {
      held = []
      await page.goto(address)
    },
  }
}

const SHOWN_MS_MAX = 5_000
const isShown = (what: Locator): Promise<boolean> =>
  what
    .first()
    .waitFor({ timeout: SHOWN_MS_MAX })
    .then(() => true)
    .catch(() => false)

const waiting = (page: Page) => page.locator('main [role=status][aria-busy=true]')
const alerts = (page: Page) => page.locator('main [role=alert]')
/** A refusal that says what happened, with the number to ask about and a button that asks again. */
const refusal = (page: Page) =>
  alerts(page)
    .filter({ hasText: REFERENCE })
    .filter({ has: page.locator('button') })

/** Asks again by the page's own buttons until nothing is refused any more. */
async function askedAgain(page: Page): Promise<boolean> {
  for (let left = 6; left > 0; left -= 1) {
    await settled(page)
    const again = refusal(page).locator('button').first()
    if ((await again.count()) === 0) return (await alerts(page).filter({ hasText: REFERENCE }).count()) === 0
    await again.click()
  }
  return false
}

export type State = Exclude<Met, 'full'>
/** What is known of a page: whether it waits for what it reads, and whether it then says that there is nothing. */
export type Knows = { readonly reads: boolean; readonly saysEmpty: boolean | null }

/**
 * Opens a page and has its states looked at while each is shown, in this order: loading, error, empty.
 *
 * @returns what is wrong with the states themselves, empty where nothing
 */
export async function throughStates(
  page: Page,
  readings: Readings,
  address: string,
  { reads, saysEmpty }: Knows,
  look: (state: State) => Promise<void>,
): Promise<readonly string[]> {
  if (!reads) return []
  const wrong: string[] = []
  await readings.meet('loading')
  await readings.open(address)
  if (await isShown(waiting(page))) await look('loading')
  else wrong.push('shows nothing while it loads')
  await readings.meet('error')
  if (await isShown(refusal(page))) await look('error')
  else wrong.push('says not that its reading was refused')
  if ((await page.getByTestId('empty').count()) > 0) wrong.push('says that there is nothing where it was refused')
  await readings.meet('empty')
  if (!(await askedAgain(page))) wrong.push('cannot be asked again')
  if ((await page.locator('main h1').count()) === 0) wrong.push('has no title once it is read')
  await look('empty')
  const isSaid = (await page.getByTestId('empty').count()) > 0
  if (saysEmpty !== null && isSaid !== saysEmpty)
    wrong.push(isSaid ? 'says that there is nothing' : 'says not that there is nothing')
  await readings.meet('full')
  return wrong
}
