/** An appraiser: drawn, unbound, marks a sheet by keyboard, in two windows and without a network, visits, and signs. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

type Given = { indicator: string; mark: string; evidence: unknown[] }
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
const dated = (file: string) =>
  JSON.parse(readFileSync(`fixtures/requests/${file}`, 'utf8').replaceAll('2026-04-14', today))
const { marks: MARKS } = dated('firm-sheet.json') as { marks: Given[] }
/** The most key presses a whole sheet may take. */
const KEYS_MAX = 90

describe.runIf(CHROMIUM !== undefined)('an appraiser', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  /** A case for which somebody is drawn. */
  async function drawn(): Promise<{ id: string; persona: string }> {
    const { id } = await house.ask('sme-laser', 'POST', '/v1/cases', dated('firm-draft.json'))
    await house.ask('sme-laser', 'POST', `/v1/cases/${id}/submit`)
    await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/accept`)
    await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/facts/gather`)
    const { appraisers } = await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/assignments`)
    return { id, persona: String(appraisers[0]).replace('person-demo-', '') }
  }

  test('marks in few key presses, loses nothing to another window or the network, and signs', async () => {
    const { id, persona } = await drawn()
    const { page, go, complaints, context } = await house.window(persona, { language: 'ko' })
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '배정된 평가' }).click()
    await page.getByRole('heading', { level: 1, name: '배정된 평가' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: '시범레이저 (가상)', exact: true }).press('Enter')

    // Nobody opens the papers before saying that nothing binds them.
    await page.getByRole('heading', { name: '이해관계 확인' }).waitFor()
    await settled(page)
    await page.getByRole('button', { name: '평가 시작하기' }).press('Enter')
    await page.getByText('이해관계가 없음을 확인하거나').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('unbound')
    expect(await page.getByTestId('indicator').count()).toBe(0)
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: '평가 시작하기' }).press('Enter')
    await page.getByTestId('indicator').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])

    const form = await house.ask(persona, 'GET', `/v1/cases/${id}/sheets/form`)
    const indicators = form.indicators as { indicator: string; measured: unknown }[]
    let presses = 0
    const press = async (key: string) => {
      presses += 1
      await page.keyboard.press(key)
    }
    const at = (code: string) => page.locator(`[data-indicator="${code}"]`)
    for (const [place, { indicator, measured }] of indicators.entries()) {
      await at(indicator).waitFor()
      const isLast = place === indicators.length - 1
      const given = MARKS.find(each => each.indicator === indicator)
      if (measured !== null) {
        if (!isLast) await press('j')
        continue
      }
      const mark = given?.mark ?? 'C'
      await press(mark.toLowerCase())
      if (!form.evidence_required.includes(mark)) continue
      await press('p')
      await page.getByRole('textbox', { name: '쪽' }).waitFor()
      for (const digit of '12') await press(digit)
      await press('Enter')
      await at(indicator).getByText('12쪽').waitFor()
      if (!isLast) await press('j')
    }
    expect(indicators.length).toBeGreaterThanOrEqual(30)
    expect(presses).toBeLessThanOrEqual(KEYS_MAX)
    process.stderr.write(`${indicators.length} indicators in ${presses} key presses\n`)
    const saved = page.getByTestId('saving').filter({ hasText: '저장했습니다' })
    await saved.waitFor()
    const own = async (): Promise<Given[]> => (await house.ask(persona, 'GET', `/v1/cases/${id}/drafts/own`)).marks
    const wished = indicators.filter(each => each.measured === null)
    expect(new Set((await own()).map(each => each.indicator))).toEqual(new Set(wished.map(each => each.indicator)))

    // No such page; and letters are letters where somebody writes.
    const last = indicators.at(-1)?.indicator ?? ''
    await page.keyboard.press('p')
    await page.getByRole('textbox', { name: '쪽' }).fill('0')
    await page.keyboard.press('Enter')
    await page.getByText('1부터 9999까지의').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('n')
    await page.keyboard.type('jk abc')
    expect(await page.locator('#note').inputValue()).toBe('jk abc')
    expect(await at(last).count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    // Another device marks the same indicator: both versions are shown, and one is chosen.
    const contested = wished.find(each => MARKS.find(one => one.indicator === each.indicator)?.mark === 'B')
    const code = contested?.indicator ?? ''
    const other = await house.window(persona, { language: 'en', light: 'dark' })
    await other.go(`/appraisals/${id}`)
    await other.page.getByRole('checkbox', { name: 'I am bound to none of them.' }).check()
    await other.page.getByRole('button', { name: 'Begin the appraisal' }).click()
    await other.page.getByTestId('indicator').waitFor()
    const to = async (visit: typeof page, all: string) => {
      await visit.getByRole('button', { name: all }).click()
      await visit
        .getByTestId('overview')
        .getByRole('button')
        .nth(indicators.findIndex(each => each.indicator === code))
        .click()
      await visit.locator(`[data-indicator="${code}"]`).waitFor()
    }
    await to(other.page, 'All indicators')
    expect(await violationsOn(other.page)).toEqual([])
    await other.page.keyboard.press('c')
    await other.page
      .getByTestId('saving')
      .filter({ hasText: /^Saved$/ })
      .waitFor()
    await expect.poll(async () => (await own()).find(each => each.indicator === code)?.mark).toBe('C')
    await to(page, '전체 지표')
    await page.keyboard.press('d')
    const versions = page.getByTestId('versions')
    await versions.waitFor()
    expect((await own()).find(each => each.indicator === code)?.mark).toBe('C')
    expect(await violationsOn(page)).toEqual([])
    await versions.getByRole('button', { name: '저장된 것 쓰기' }).press('Enter')
    await versions.waitFor({ state: 'detached' })
    await saved.waitFor()
    expect((await own()).find(each => each.indicator === code)?.mark).toBe('C')

    // Without a network a mark is kept here, outlives the tab, and is sent when the network is back.
    await to(page, '전체 지표')
    await context.setOffline(true)
    await page.keyboard.press('b')
    await page.getByTestId('saving').filter({ hasText: '아직 저장되지 않았습니다' }).waitFor()
    await context.setOffline(false)
    await page.reload()
    await saved.waitFor()
    await expect
      .poll(async () => (await own()).find(each => each.indicator === code)?.mark, { timeout: 10_000 })
      .toBe('B')

    // The visit, on a telephone.
    await page.setViewportSize({ width: 390, height: 800 })
    await page.getByRole('link', { name: '서명하러 가기' }).click()
    await page.getByRole('link', { name: '현장 방문 기록 필요' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '현장 방문 기록' }).waitFor()
    await settled(page)
    await page.getByRole('button', { name: '방문 기록하기' }).press('Enter')
    await page.getByRole('link', { name: /방문한 날/ }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: /방문한 날/ }).press('Enter')
    await page.keyboard.type('2999-01-01')
    await page.getByRole('textbox', { name: '방문한 곳' }).fill('대전 공장')
    await page.getByRole('checkbox', { name: '나', exact: true }).check()
    await page.getByRole('button', { name: '방문 기록하기' }).press('Enter')
    await page.getByText('방문한 날이 오늘').waitFor()
    await page.getByRole('textbox', { name: '방문한 날' }).fill(today)
    await page.getByRole('button', { name: '방문 기록하기' }).press('Enter')
    await page.getByTestId('visits').getByText('대전 공장').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )

    // The signature says what it brings about, and then the sheet is frozen.
    await page.getByRole('link', { name: '평가서로 가기' }).click()
    await page.getByRole('link', { name: '서명하러 가기' }).click()
    await page.getByText('필요한 것을 모두 채웠습니다.').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '서명하기' }).press('Enter')
    await page.getByRole('dialog').getByText('확정되어').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '서명합니다' }).press('Enter')
    await page.getByTestId('signed').waitFor()
    await settled(page)
    expect(await page.getByTestId('indicator').count()).toBe(0)
    expect(await violationsOn(page)).toEqual([])
    const { items } = await house.ask(persona, 'GET', `/v1/cases/${id}/sheets`)
    expect(items).toHaveLength(1)

    await other.go('/feedback')
    await settled(other.page)
    expect(await violationsOn(other.page)).toEqual([])
    expect([...complaints, ...other.complaints]).toEqual([])
    await context.close()
    await other.context.close()
  })

  test('refuses a case with the reason, and has it no more', async () => {
    const { id, persona } = await drawn()
    const { page, go, complaints, context } = await house.window(persona, { language: 'zh', light: 'dark', width: 390 })
    await go(`/appraisals/${id}/refusal`)
    await page.getByRole('button', { name: '回避该评估' }).press('Enter')
    await page.getByRole('link', { name: /具体情况/ }).waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('radio', { name: '存在利益关系' }).check()
    await page.getByRole('textbox', { name: '具体情况' }).fill('曾任顾问。\n去年结束。')
    await page.getByRole('button', { name: '回避该评估' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '您已回避该评估' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    const { items } = await house.ask(persona, 'GET', '/v1/assignments')
    expect(items.map((each: { case_id: string }) => each.case_id)).not.toContain(id)
    expect(complaints).toEqual([])
    await context.close()
  })
})
