/** An appraiser: drawn, unbound, marks a sheet by keyboard, in two windows and without a network, visits, and signs. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hangulPdf } from './hangul-pdf.ts'
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
    const picture = { name: 'gate.png', mimeType: 'image/png', buffer: await page.screenshot() }
    await page.locator('input[type=file]').first().setInputFiles(picture)
    await page.getByRole('checkbox', { name: /gate.png/ }).waitFor()
    expect(await page.getByRole('checkbox', { name: /gate.png/ }).isChecked()).toBe(true)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '방문 기록하기' }).press('Enter')
    await page.getByTestId('visits').getByText('사진 1장').waitFor()
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

  /** Hands in a paper as the officer, in one part. */
  async function brought(id: string, type: string, name: string, bytes: Uint8Array): Promise<void> {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    const announced = { type, name, size: bytes.length, digest }
    const paper = await house.ask('officer-seoul', 'POST', `/v1/cases/${id}/papers`, announced)
    const sent = await fetch(`${house.address}/v1/papers/${paper.id}/parts/0`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${house.token('officer-seoul')}`,
        'content-type': 'application/octet-stream',
        'idempotency-key': crypto.randomUUID(),
      },
      body: new Uint8Array(bytes),
    })
    expect(sent.ok).toBe(true)
    const { state } = await house.ask('officer-seoul', 'POST', `/v1/papers/${paper.id}/complete`)
    expect(state).toBe('kept')
  }

  test('reads a paper beside the sheet and pins it, corrects what is signed, declares an interest', async () => {
    const { id, persona } = await drawn()
    // Two pages in KS X 1001 without a font: "매출액은 전년보다 늘었다", and "제2쪽 특허 출원 매출".
    const pages = [['b8c5c3e2bed7c0ba20c0fcb3e2bab8b4d920b4c3befab4d9'], ['c1a632c2ca20c6afc7e320c3e2bff820b8c5c3e2']]
    await brought(id, 'business_plan', 'plan.pdf', hangulPdf(pages))
    const { page, go, complaints, context } = await house.window(persona, { language: 'ko', light: 'dark' })
    await go(`/appraisals/${id}`)
    await page.getByRole('link', { name: '이해관계 신고하기' }).click()
    await page.getByRole('heading', { level: 1, name: '이해관계 신고' }).waitFor()
    await page.getByRole('button', { name: '신고하기', exact: true }).press('Enter')
    await page
      .getByRole('alert')
      .getByRole('link', { name: /관계를 골라/ })
      .waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('관계', { exact: true }).selectOption({ label: '자문' })
    await page.getByLabel('상대의 이름').fill('다른 기업 (가상)')
    await page.getByLabel('시작한 날').fill('2024-01-02')
    await page.getByRole('button', { name: '신고하기', exact: true }).press('Enter')
    await page.getByTestId('declared').getByText('다른 기업 (가상)').waitFor()
    await page.getByRole('button', { name: /관계가 끝난 날 적기/ }).press('Enter')
    await page.getByLabel('끝난 날', { exact: true }).fill(today)
    await page.getByRole('button', { name: '끝난 날로 기록하기' }).press('Enter')
    await page.getByTestId('declared').getByText('끝남').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: '평가로 돌아가기' }).click()

    await page.getByRole('checkbox', { name: '위의 누구와도 이해관계가 없습니다.' }).check()
    await page.getByRole('button', { name: '평가 시작하기' }).click()
    await page.getByTestId('indicator').waitFor()
    const form = await house.ask(persona, 'GET', `/v1/cases/${id}/sheets/form`)
    const at = form.indicators.findIndex((each: { measured: unknown }) => each.measured === null)
    const code = form.indicators[at].indicator as string
    await page.getByRole('button', { name: '전체 지표' }).click()
    await page.getByTestId('overview').getByRole('button').nth(at).click()
    await page.locator(`[data-indicator="${code}"]`).waitFor()

    // The session ends in the middle of the sheet: it is told, the mark stays, and is saved after logging in again.
    await context.clearCookies()
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    await page.keyboard.press('a')
    const over = page.getByRole('alert').filter({ hasText: '로그인이 끝났습니다' })
    await over.waitFor()
    expect(await page.getByRole('radio', { name: /^A\./ }).isChecked()).toBe(true)
    await page.getByTestId('saving').filter({ hasText: '아직 저장되지 않았습니다' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    const way = await over.getByRole('link', { name: '로그인' }).getAttribute('href')
    expect(decodeURIComponent(way ?? '')).toContain(`/appraisals/${id}`)
    await over.getByRole('link', { name: '로그인' }).click()
    await house.identify(page, persona)
    await page.locator(`[data-indicator="${code}"]`).waitFor()
    await page.getByTestId('saving').filter({ hasText: '저장했습니다' }).waitFor()
    await expect
      .poll(async () => {
        const { marks } = await house.ask(persona, 'GET', `/v1/cases/${id}/drafts/own`)
        return marks.find((each: Given) => each.indicator === code)?.mark
      })
      .toBe('A')

    await page.getByRole('button', { name: /사업계획서.* 여기에서 열기/ }).press('Enter')
    const sheet = page.locator('.paper-sheet')
    await page.locator('[data-page="1"][data-drawn=true]').waitFor()
    // Text without a font of its own is read by tables this service sends, and drawn: the page is not blank.
    expect(await sheet.textContent()).toContain('매출액은 전년보다')
    const isBlank = `(() => {
      const canvas = document.querySelector('.paper-sheet canvas')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return data.every(one => one === 255)
    })()`
    expect(await page.evaluate(isBlank)).toBe(false)
    await page.keyboard.press('/')
    await page.keyboard.type('매 출')
    await page.getByTestId('hits').getByText('2곳 중 1번째').waitFor()
    await page.keyboard.press('Enter')
    await page.getByTestId('hits').getByText('2곳 중 2번째').waitFor()
    await page.locator('[data-page="2"][data-drawn=true]').waitFor()
    await page.keyboard.press('Shift+Enter')
    await page.getByTestId('hits').getByText('2곳 중 1번째').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('[data-page="2"][data-drawn=true]').waitFor()
    // Pages left while they are still being read or drawn: nothing of them comes late, and nothing breaks.
    await page.evaluate(`(async () => {
      const named = name => document.querySelector('button[aria-label="' + name + '"]')
      for (let wait = 0; wait < 40; wait++) {
        for (const name of ['이전 쪽', '다음 쪽']) {
          named(name).click()
          await new Promise(done => setTimeout(done, wait))
        }
      }
    })()`)
    await page.locator('[data-page="2"][data-drawn=true]').waitFor()
    expect(complaints).toEqual([])
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '찾은 줄을 근거로 붙이기' }).press('Enter')
    expect(await page.getByRole('textbox', { name: '쪽' }).inputValue()).toBe('2')
    expect(await page.getByLabel('인용할 문장').inputValue()).toBe('제2쪽 특허 출원 매출')
    await page.keyboard.press('Enter')
    await page.locator(`[data-indicator="${code}"]`).getByText('제2쪽 특허 출원 매출').waitFor()
    // Words selected with the mouse are quoted with the page they are on.
    await page.getByRole('button', { name: '이전 쪽' }).click()
    await page.locator('[data-page="1"][data-drawn=true]').waitFor()
    await page.locator('.paper-text span').first().dblclick()
    await page.getByRole('button', { name: '선택한 문장을 근거로 붙이기' }).click()
    expect(await page.getByRole('textbox', { name: '쪽' }).inputValue()).toBe('1')
    expect(await page.getByLabel('인용할 문장').inputValue()).not.toBe('')
    await page.keyboard.press('Escape')
    await page.getByTestId('saving').filter({ hasText: '저장했습니다' }).waitFor()
    const draft = await house.ask(persona, 'GET', `/v1/cases/${id}/drafts/own`)
    expect(draft.marks.find((each: Given) => each.indicator === code).evidence).toMatchObject([
      { type: 'business_plan', page: 2, quotation: '제2쪽 특허 출원 매출' },
    ])

    // Signed elsewhere meanwhile; what is signed is corrected by another version, with its reason.
    await house.ask(persona, 'POST', `/v1/cases/${id}/sheets`, dated('firm-sheet.json'))
    await page.reload()
    await page.getByTestId('signed').waitFor()
    await page.getByRole('button', { name: '정정하기' }).press('Enter')
    await page.getByRole('button', { name: '정정 시작하기' }).press('Enter')
    await page.getByTestId('indicator').waitFor()
    await page.getByTestId('saving').filter({ hasText: '저장했습니다' }).waitFor()
    await page.getByRole('link', { name: '서명하러 가기' }).click()
    await page.getByRole('button', { name: '서명하기' }).press('Enter')
    await page.getByRole('alert').getByText('정정하는 이유를 적어 주세요.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('textbox', { name: '정정하는 이유' }).fill('쪽 번호를 바로잡음')
    await page.getByRole('button', { name: '서명하기' }).press('Enter')
    await page.getByRole('button', { name: '서명합니다' }).press('Enter')
    await page.getByTestId('signed').getByText('2번째 평가서').waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
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
