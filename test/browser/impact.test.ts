/** The risk officer in the console: a draft held against a book, challengers, appraisers, a case as it stood. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

const DRAFT = 'terms/2027-01'
const CASES = 3000

describe.runIf(CHROMIUM !== undefined)('the risk officer', () => {
  let house: House
  let caseId: string
  beforeAll(async () => {
    house = await openHouse()
    const made = await house.ask('risk-officer', 'POST', '/v1/rules/editions', {
      kind: 'terms',
      edition: '2027-01',
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
    expect(saved.status).toBe(200)
    const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as object
    const { id } = await house.ask('client-demo-sandbox', 'POST', '/v1/cases', { ...draft, scenario: 'approve' })
    await house.ask('client-demo-sandbox', 'POST', `/v1/cases/${id}/submit`)
    caseId = id
  })
  afterAll(async () => await house?.close())

  test('a draft is held against a book by keyboard; its figures are the service’s own', async () => {
    const { page, go, complaints, context } = await house.window('risk-officer')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '규정의 영향' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '규정 변경의 영향' }).waitFor()
    await settled(page)
    await page.getByRole('button', { name: '계산 시작' }).press('Enter')
    await page.getByRole('alert').filter({ hasText: '초안을 골라 주세요.' }).waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    await page.getByRole('combobox', { name: '초안' }).selectOption(DRAFT)
    await page.getByRole('radio', { name: '지어낸 기업들' }).check()
    await page.getByLabel('건수').fill('0')
    await page.getByRole('button', { name: '계산 시작' }).press('Enter')
    await page.getByRole('alert').filter({ hasText: '1부터 1,000,000 사이' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('건수').fill('3,000')
    await page.getByRole('button', { name: '계산 시작' }).press('Enter')
    await page.waitForURL(/\/risk\/impact\/[0-9a-f-]{36}$/)
    await page.getByText('모두 계산했습니다').waitFor({ timeout: 60_000 })
    await settled(page)
    expect(await violationsOn(page)).toEqual([])

    const run = page.url().slice(-36)
    const told = await house.ask('risk-officer', 'GET', `/v1/rules/impacts/${run}`)
    expect(told).toMatchObject({ generated: { cases: CASES, seed: 1 }, report: { cases: CASES, headroom: null } })
    expect(told.moves).toBeGreaterThan(0)
    // What the picture says stands in the table beside it.
    const swap = page.getByRole('region', { name: '결과의 이동' }).first()
    await swap.getByRole('button', { name: '표로 보기' }).click()
    const approved = swap.getByRole('row', { name: /^승인/ })
    expect(await approved.getByRole('cell').allTextContents()).toEqual([
      '승인',
      ...['approve', 'refer', 'decline', 'refused'].map(to => String(told.report.swap.approve[to])),
    ])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      swap.getByRole('button', { name: 'CSV로 받기' }).click(),
    ])
    expect(readFileSync(await download.path(), 'utf8')).toContain(`승인,${told.report.swap.approve.approve},`)
    await page.getByTestId('not-identifiable').waitFor()
    await page.getByText('가상').or(page.getByText('제안의 근거가 되지 않습니다')).first().waitFor()
    expect(await page.evaluate("document.querySelector('main').innerText")).not.toMatch(/[a-z]+_[a-z]+/)

    await page.getByRole('combobox', { name: '변경 후 결과' }).selectOption({ label: '거절' })
    await settled(page)
    await page
      .getByRole('link', { name: /^이 기업 설명 보기/ })
      .first()
      .press('Enter')
    await page.getByRole('heading', { level: 1, name: '한 기업의 변경 전과 후' }).waitFor()
    await page.getByText('지어낸 기업은 원본이 없어').waitFor()
    await page.getByRole('row', { name: /거절/ }).first().waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a run is stopped and gone on with; nothing that is done is lost', async () => {
    const { page, go, complaints, context } = await house.window('risk-officer', {
      language: 'en',
      light: 'dark',
      width: 390,
    })
    await go('/risk/impact')
    await page.getByRole('combobox', { name: 'Draft' }).selectOption(DRAFT)
    await page.getByRole('radio', { name: 'Made-up firms' }).check()
    await page.getByLabel('Number of cases').fill('400000')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    // The first charts stand long before the last part is done.
    await page.locator('svg.chart').first().waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('Stopped. What is done stays').waitFor()
    // Its charts are of what is done, and stay.
    await page.locator('svg.chart').first().waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    const run = page.url().slice(-36)
    const stopped = await house.ask('risk-officer', 'GET', `/v1/rules/impacts/${run}`)
    expect(stopped).toMatchObject({ state: 'cancelled', is_exact: false, result_digest: null })
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('The figures below are of what is done so far').waitFor()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('Stopped. What is done stays').waitFor()
    const again = await house.ask('risk-officer', 'GET', `/v1/rules/impacts/${run}`)
    expect(again.parts_done).toBeGreaterThanOrEqual(stopped.parts_done)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a challenger is put on with its reason, watched, and stopped', async () => {
    const { page, go, complaints, context } = await house.window('risk-officer', { language: 'zh' })
    await go('/risk/shadows')
    await page.getByRole('combobox', { name: '版本' }).selectOption(DRAFT)
    await page.getByRole('button', { name: '设置', exact: true }).press('Enter')
    await page.getByRole('alert').filter({ hasText: '请填写理由。' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('textbox', { name: '理由' }).fill('降低担保比例会怎样？')
    await page.getByRole('button', { name: '设置', exact: true }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '挑战规则 条件 2027-01' }).waitFor()
    await page.getByText('尚无比较。').waitFor()
    await page.getByRole('button', { name: '停止挑战规则' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '是，停止' }).press('Enter')
    await page.getByText('已停止', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: '停止挑战规则' }).count()).toBe(0)
    await go('/risk/quality')
    await page.getByRole('heading', { level: 2, name: '谁严谁宽' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('an auditor sees a case as it stood, and its decision come out the same to the byte', async () => {
    const { page, go, complaints, context } = await house.window('auditor')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '사건의 그때' }).press('Enter')
    await page.getByRole('button', { name: '열기' }).waitFor()
    await page.getByLabel('건 번호').fill('아무거나')
    await page.getByRole('button', { name: '열기' }).press('Enter')
    await page.getByText('건 번호는 8-4-4-4-12자리 형식입니다.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('건 번호').fill(caseId)
    await page.getByRole('button', { name: '열기' }).press('Enter')
    await page.getByRole('heading', { level: 2, name: '그때 유효하던 결정' }).waitFor()
    await page.getByRole('button', { name: '다시 계산하기' }).press('Enter')
    await page.getByTestId('replay-same').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    const [decision] = (await house.ask('auditor', 'GET', `/v1/cases/${caseId}/decisions`)).items
    const replayed = await house.ask('auditor', 'GET', `/v1/decisions/${decision.id}/replay`)
    expect(replayed).toMatchObject({ is_identical: true, first: null, problem: null, digest: decision.digest })
    expect(replayed.bytes).toBe(Buffer.byteLength(decision.record))
    // Right after it was drafted nothing was decided.
    await page.getByRole('slider', { name: '몇 번째 일까지' }).press('Home')
    await page.getByText('그때에는 아직 추천이나 결정이 없었습니다.').waitFor()
    expect(await page.getByRole('region', { name: '그때까지 있었던 일' }).getByRole('row').count()).toBe(2)
    await page.waitForURL(/version=1/)
    expect(complaints).toEqual([])
    await context.close()
  })
})
