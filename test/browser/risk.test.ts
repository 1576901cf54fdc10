/**
 * The risk officer in the console: a coverage lowered in the grid with a gap shown as it is typed, two officers on one
 * draft, its trials, the proposal with its number, refused to whoever made it, approved and scheduled by another.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { named } from '../policy/trials/sample.ts'
import { CHROMIUM, type House, openHouse, settled, type Visit, violationsOn } from './house.ts'

const YEAR = new Date().getUTCFullYear() + 1
const EDITION = `${YEAR}-01`
const AT = `/risk/editions/terms/${EDITION}`
const API = `/v1/rules/editions/terms/${EDITION}`
const TABLE = 'coverage.reductions-rows'

/** The cell of a column in a row of the grid, rows from 1, by the column's heading. */
async function cell(page: Page, heading: string, row: number) {
  const headings = await page.getByRole('grid').locator('thead th').allTextContents()
  const at = headings.findIndex(each => each.startsWith(heading))
  if (at < 0) throw new Error(`${heading} is not among ${headings.join(', ')}`)
  return page.getByRole('grid').locator(`tr[aria-rowindex="${row + 1}"] [aria-colindex="${at + 1}"]`)
}
/** Waits until what is found is of the tables as they stand. */
const looked = (page: Page) => page.locator('[data-testid=findings-state][data-asking=false]').waitFor()

async function written(page: Page, heading: string, row: number, text: string): Promise<void> {
  await (await cell(page, heading, row)).focus()
  await page.keyboard.press('F2')
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
  await page.keyboard.press('Tab')
}

describe.runIf(CHROMIUM !== undefined)('the risk officer', () => {
  let house: House
  let officer: Visit
  beforeAll(async () => {
    house = await openHouse()
    officer = await house.window('risk-officer')
  })
  afterAll(async () => await house?.close())

  test('copies the terms in force; a name that is none is told at its field', async () => {
    const { page, go } = officer
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '규정 판' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '규정 판' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '새 판 만들기' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('이렇게 됩니다').waitFor()
    await dialog.getByLabel('새 판의 이름').fill('다음 판')
    await dialog.getByRole('button', { name: '초안 만들기' }).press('Enter')
    const summary = dialog.getByRole('alert')
    await summary.getByRole('link', { name: /2027-03처럼/ }).press('Enter')
    expect(await page.locator(':focus').getAttribute('id')).toBe('copy-name')
    expect(await violationsOn(page)).toEqual([])
    await dialog.getByLabel('새 판의 이름').fill(EDITION)
    await dialog.getByLabel('시행일').fill(`${YEAR}-01-01`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: `보증 조건 ${EDITION}` }).waitFor()
    expect(await page.locator('[aria-current=step]').textContent()).toBe('작성 중')
    expect(await violationsOn(page)).toEqual([])
  })

  test('lowers the coverage by five points by keys alone; the gap is shown with its case, and mended', async () => {
    const { page, go } = officer
    await go(`${AT}/tables?table=${TABLE}`)
    await page.getByRole('grid', { name: '보증비율, 인하' }).waitFor()
    await looked(page)
    await (await cell(page, '코드', 1)).focus()
    await page.keyboard.press('Control+Enter')
    await written(page, '코드', 2, 'early_use')
    await (await cell(page, '보증이용', 2)).focus()
    await page.keyboard.type('< 10')
    await page.keyboard.press('Escape')
    expect(await (await cell(page, '보증이용', 2)).textContent()).not.toBe('< 10')
    await written(page, '보증이용', 2, '< 10')
    const witness = page.getByTestId('findings').getByTestId('witness').first()
    await witness.waitFor()
    expect(await witness.getByRole('listitem').allTextContents()).toEqual([expect.stringMatching(/: 10$/)])
    expect(await violationsOn(page)).toEqual([])

    // A cell nobody can read is marked where it stands.
    await written(page, '보증이용', 2, '< 열')
    await page.locator('td[aria-invalid=true]').waitFor()
    expect(await (await cell(page, '보증이용', 2)).getAttribute('aria-invalid')).toBe('true')
    await (await cell(page, '보증이용', 2)).focus()
    await page.keyboard.press('Control+z')
    expect(await (await cell(page, '보증이용', 2)).textContent()).toBe('< 10')
    await written(page, '보증이용', 2, '<= 10')
    await page.getByText('빈틈도 겹침도 없습니다.').waitFor()

    // A closed tab loses nothing.
    await page.reload()
    await page.getByRole('grid').waitFor()
    expect(await (await cell(page, '보증이용', 2)).textContent()).toBe('<= 10')
  })

  test('of two officers on one draft the second is shown both versions, and neither is lost', async () => {
    const second = await house.window('risk-officer-2', { language: 'en', light: 'dark' })
    await second.go(`${AT}/tables`)
    await written(second.page, 'Value', 3, '0.9')
    const { page } = officer
    await page.getByRole('button', { name: '저장', exact: true }).click()
    await page.getByTestId('save-state').getByText('저장했습니다').waitFor()
    await second.page.getByRole('button', { name: 'Save', exact: true }).click()
    const conflict = second.page.getByTestId('conflict')
    await conflict.waitFor()
    const rows = await conflict.getByRole('row').allTextContents()
    expect(rows.some(row => row.includes('coverage.basic.value') && row.includes('0.9') && row.includes('0.85'))).toBe(
      true,
    )
    expect(rows.some(row => row.includes('early_use'))).toBe(true)
    expect(await violationsOn(second.page)).toEqual([])
    await conflict.getByRole('button', { name: 'Take what is saved' }).click()
    await conflict.waitFor({ state: 'detached' })
    await settled(second.page)
    expect(await (await cell(second.page, 'Value', 3)).textContent()).toBe('0.85')
    expect((await house.ask('risk-officer', 'GET', API)).numbers.coverage.reductions).toHaveLength(2)
    expect(second.complaints).toEqual([])
    await second.context.close()
  })

  test('a case that is not held bars the proposal; mended, it is proposed with the resolution’s number', async () => {
    const { page, go } = officer
    await go(`${AT}/trials`)
    const export_ = named('terms', 'export')
    await page.setInputFiles('input[type=file]', {
      name: 'cases.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ cases: [export_] })),
    })
    await page.getByRole('cell', { name: 'export', exact: true }).waitFor()
    await page.getByRole('button', { name: '시험하기' }).press('Enter')
    await page.getByTestId('standing').getByText('지켜지지 않은 사례가 있어').waitFor()
    await page
      .getByText(/보증비율|보증금액/)
      .first()
      .waitFor()
    expect(await violationsOn(page)).toEqual([])

    // Nothing is decided yet, so that no impact is asked for.
    await go(AT)
    await page.getByRole('button', { name: '점검하기' }).press('Enter')
    await page.getByText('점검에서 아무것도 나오지 않았습니다.').waitFor()
    const propose = async (): Promise<void> => {
      await page.getByRole('button', { name: '상정하기' }).press('Enter')
      await page.getByRole('dialog').getByText('이렇게 됩니다').waitFor()
      await page.getByRole('button', { name: '상정합니다' }).press('Enter')
    }
    await propose()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('link', { name: /의결 번호를 적어 주세요/ }).press('Enter')
    await page.keyboard.type(`운영 ${YEAR}-3`)
    await page.keyboard.press('Enter')
    await dialog.getByText('시험 사례를 지금 내용으로 시험해').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('Escape')

    // 5,000,000,000 at 0.8, and a year of 0.006 of it.
    await go(`${AT}/trials`)
    await page.getByRole('button', { name: '고치거나 본떠 추가' }).press('Enter')
    await dialog.getByLabel('보증금액', { exact: true }).fill('4000000000')
    await dialog.getByLabel('첫 보증료', { exact: true }).fill('24000000')
    await dialog.getByRole('button', { name: '붙이기' }).press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '시험하기' }).press('Enter')
    await page.getByTestId('standing').getByText('지금 사례를 모두 지킵니다.').waitFor()
    await go(AT)
    await propose()
    await dialog.getByLabel('운영위원회 의결 번호').fill(`운영 ${YEAR}-3`)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText(`운영위원회 운영 ${YEAR}-3`).waitFor()
    expect(await page.locator('[aria-current=step]').textContent()).toBe('상정')
  })

  test('whoever made it is refused in words; a member of the committee approves and schedules it', async () => {
    const { page, complaints } = officer
    await page.getByRole('button', { name: '승인하기' }).press('Enter')
    await page.getByRole('button', { name: '승인합니다' }).press('Enter')
    await page.getByRole('dialog').getByText('본인이 만들거나 고치거나 상정한 판은 승인할 수 없습니다.').waitFor()
    expect(complaints).toEqual([])

    const other = await house.window('committee-1', { language: 'en', light: 'dark' })
    await other.go(`${AT}/differences`)
    await other.page.getByText('early_use').first().waitFor()
    expect(await violationsOn(other.page)).toEqual([])
    await other.go(AT)
    for (const [deed, now, state] of [
      ['Approve', 'Approve it', 'Approved'],
      ['Schedule', 'Schedule it', 'Scheduled'],
    ] as const) {
      await other.page.getByRole('button', { name: deed, exact: true }).press('Enter')
      await other.page.getByRole('dialog').getByText('What this does').waitFor()
      await other.page.getByRole('button', { name: now }).press('Enter')
      await other.page.locator('[aria-current=step]', { hasText: state }).waitFor()
    }
    expect(await violationsOn(other.page)).toEqual([])
    expect((await house.ask('auditor', 'GET', API)).state).toBe('scheduled')
    expect(other.complaints).toEqual([])
    await other.context.close()
  })

  test('stops a rule set and does not let it go; somebody else does', async () => {
    const { page, go, complaints } = officer
    await go('/risk/stops')
    await page.getByRole('button', { name: '규정 정지하기' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '정지합니다' }).press('Enter')
    await dialog.getByRole('alert').getByRole('link').waitFor()
    await dialog.getByLabel('사유').fill('한도에 0이 하나 더 붙었습니다.')
    await dialog.getByRole('button', { name: '정지합니다' }).press('Enter')
    await page.getByText('본인이 정지했으므로 다른 사람이 풀어야 합니다.').waitFor()
    expect(complaints).toEqual([])

    const other = await house.window('risk-officer-2', { language: 'zh', width: 390 })
    await other.go('/risk/stops')
    expect(await violationsOn(other.page)).toEqual([])
    await other.page.getByRole('button', { name: '解除 担保条件 停用' }).press('Enter')
    await other.page.getByRole('dialog').getByLabel('原因').fill('已更正')
    await other.page.getByRole('button', { name: '确认解除' }).press('Enter')
    await other.page.getByText('已解除', { exact: true }).waitFor()
    expect(other.complaints).toEqual([])
    await other.context.close()
  })
})
