/** A bank's officer in the console: from a case to its certificate, a guarantee to its claim, the month, webhooks. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

describe.runIf(CHROMIUM !== undefined)('a bank', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  async function post(path: string, who: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await fetch(`${house.address}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${house.token(who)}`,
        'idempotency-key': crypto.randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const value = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw new Error(JSON.stringify(value))
    return value
  }
  async function get(path: string, who: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${house.address}${path}`, { headers: { authorization: `Bearer ${house.token(who)}` } })
    return (await answer.json()) as Record<string, unknown>
  }
  /** What a click hands to the reader as a file. */
  async function downloaded(page: Page, name: RegExp): Promise<Buffer> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).first().click(),
    ])
    return readFileSync(await download.path())
  }
  /** A case that plays a scenario, prepared by the sandbox bank's machine. */
  async function played(scenario: string): Promise<string> {
    const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as object
    const made = await post('/v1/cases', 'client-demo-sandbox', { ...draft, scenario })
    await post(`/v1/cases/${made['id']}/submit`, 'client-demo-sandbox')
    return String(made['id'])
  }

  test('runs a scenario by keyboard, finds the case in its queue and takes a certificate that verifies', async () => {
    const { page, go, complaints, context } = await house.window('bank-sandbox')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '샌드박스' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '샌드박스' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '이 시나리오 실행: 감액 승인' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/bank\/cases\/[0-9a-f-]{36}$/)
    await page.getByText('승인되었습니다').waitFor()
    await settled(page)
    const caseId = page.url().split('/').at(-1) ?? ''
    // Reasons are told in the words of the rules, and no code is left on the page.
    expect(await page.locator('main').textContent()).not.toMatch(/[a-z]+[._][a-z]+/)
    expect(await violationsOn(page)).toEqual([])

    await post(`/v1/cases/${caseId}/certificates`, 'sandbox-officer', { language: 'ko' })
    await page.getByRole('navigation').getByRole('link', { name: '심사 목록' }).click()
    await page.getByRole('combobox', { name: '상태' }).selectOption({ label: '결과 통지됨' })
    await page.getByRole('searchbox').fill('여울')
    await page.waitForURL(/find=/)
    // Filters stand in the address: whoever opens it sees the same list.
    expect(new URL(page.url()).searchParams.get('state')).toBe('noticed')
    await go(`${new URL(page.url()).pathname.replace('/console', '')}${new URL(page.url()).search}`)
    expect(await page.getByRole('searchbox').inputValue()).toBe('여울')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('searchbox').fill('없는 기업')
    await page.getByTestId('empty').waitFor()
    await page.getByRole('button', { name: '조건 지우기' }).click()
    await page
      .getByRole('link', { name: /여울광자/ })
      .first()
      .click()
    await page.getByRole('button', { name: /PDF 받기/ }).waitFor()
    const pdf = await downloaded(page, /PDF 받기/)
    const verified = await fetch(`${house.address}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: new Uint8Array(pdf),
    })
    expect(await verified.json()).toMatchObject({ verdict: 'genuine' })
    expect(complaints).toEqual([])
    await context.close()
  })

  test('acknowledges the letter, lends and claims; a mistake and a lost network cost nothing', async () => {
    const caseId = await played('guarantee_claim_paid')
    const begun = await post(`/v1/sandbox/cases/${caseId}/guarantee`, 'client-demo-sandbox')
    const guarantee = `/v1/guarantees/${begun['guarantee_id']}`
    const { notices } = (await get(guarantee, 'client-demo-sandbox')) as { notices: readonly { readonly id: string }[] }
    await post(`${guarantee}/papers`, 'sandbox-officer', { paper: 'letter', notice: notices[0]?.id, language: 'en' })

    const { page, go, complaints, context } = await house.window('bank-sandbox', { language: 'en', light: 'dark' })
    await go('/bank/guarantees')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: /^TG-/ }).first().click()
    await page
      .getByRole('button', { name: /^Acknowledge/ })
      .first()
      .click()
    await page
      .getByText(/^Acknowledged \d/)
      .first()
      .waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])

    await page.getByRole('button', { name: 'Report a drawdown' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Report the drawdown' }).click()
    const summary = page.getByRole('alert').filter({ hasText: 'Principal drawn' })
    await summary.waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('Principal drawn').fill('99억')
    await page.getByRole('button', { name: 'Report the drawdown' }).click()
    // Told above the form and at the field, of the principal it asks for.
    const above = page.getByText(/More than the notice allows to be drawn: at most [\d,]+ won of principal/)
    await above.nth(1).waitFor()

    await page.getByLabel('Principal drawn').fill('9.4억')
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Report the drawdown' }).click()
    await page.getByText(/could not be reached/).waitFor()
    // The tab is killed as well: what was typed is there again.
    await context.setOffline(false)
    await page.reload()
    await page.getByRole('button', { name: 'Report a drawdown' }).click()
    expect(await page.getByLabel('Principal drawn').inputValue()).toBe('940,000,000')
    await page.getByRole('button', { name: 'Report the drawdown' }).click()
    await page.getByText('In force').first().waitFor()
    expect(await get(guarantee, 'client-demo-sandbox')).toMatchObject({ state: 'in_force', outstanding: '940000000' })

    await page.getByRole('button', { name: 'Report an accident' }).click()
    await page.getByLabel('Kind of accident').selectOption({ label: 'The business closed' })
    await page.getByRole('button', { name: 'Report the accident' }).click()
    await page.getByText('Accident', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Claim', exact: true }).click()
    await page.getByLabel('Ground of the claim').selectOption({ label: 'Closure of the business: at once' })
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /Proof/ }).click(),
    ])
    await chooser.setFiles({ name: 'closure.pdf', mimeType: 'application/pdf', buffer: Buffer.from('closed') })
    await page.getByText(/^sha256:/).waitFor()
    await page.getByRole('button', { name: 'Claim', exact: true }).last().click()
    await page.getByText('Claimed', { exact: true }).first().waitFor()
    await post(`/v1/sandbox/cases/${caseId}/guarantee`, 'client-demo-sandbox')
    await page.reload()
    await page.getByText('Paid by the fund').first().waitFor()
    await page.getByText('Paid on').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('sends its month, reads what is wrong row by row, takes the sheet back and accepts the rest', async () => {
    const { page, go, complaints, context } = await house.window('bank-hangang', { language: 'zh' })
    await go('/bank/months')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '发送', exact: true }).click()
    await page.getByText('请选择文件。').waitFor()

    const head = 'guarantee,loan,month,outstanding,drawn,repaid,rate,arrears_since,state'
    const row = (at: number) =>
      `TG-2026-${String(at).padStart(7, '0')},L-${at},2026-05,${at === 7 ? '=1+1' : '1000'},0,0,0.0475,,performing`
    const csv = `${[head, ...Array.from({ length: 1200 }, (_, at) => row(at + 1))].join('\n')}\n`
    await page.getByLabel('报告月份').fill('2026-05')
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /文件/ }).click(),
    ])
    await chooser.setFiles({ name: '五月.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByRole('button', { name: '发送', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: '2026-05报告' }).waitFor()
    // Of the row with a formula it is told in the same round that its guarantee is not known.
    await page.getByText('已加载1201个错误').waitFor()
    // Only what is in sight is drawn; a screen reader is told how many there are.
    expect(await page.locator('tbody tr').count()).toBeLessThan(100)
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('1202')
    await page.getByText('不是本行的担保').first().waitFor()
    expect(await violationsOn(page)).toEqual([])
    const sheet = (await downloaded(page, /下载标注错误的表/)).toString('utf8')
    expect(sheet).toContain('月末本金余额: 公式')
    expect(sheet.trim().split('\r\n')).toHaveLength(1201)
    expect(sheet).not.toMatch(/(^|,)=1\+1/m)

    for (const tab of ['与账簿的差异', '重报变更', '处理结果', '更正请求']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByTestId('empty').waitFor()
    }
    // Nothing would be left of it, and so it is not offered; a machine may still accept what is empty.
    await page.getByText(/没有可确认的行/).waitFor()
    expect(await page.getByRole('button', { name: /后确认/ }).count()).toBe(0)
    const report = new URL(page.url()).pathname.split('/').at(-1)
    const wrong = Array.from({ length: 1200 }, (_, at) => at + 2)
    await post(`/v1/reports/${report}/accept`, 'bank-hangang', { leave_out: wrong })
    await page.reload()
    await page.getByText('已确认', { exact: true }).first().waitFor()
    await page.getByLabel('行号').fill('x')
    await page.getByRole('button', { name: '提交请求' }).click()
    await page.getByRole('alert').filter({ hasText: '请填写数字。' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await go('/bank/statements')
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('adds an endpoint, sees its secret once, and each try of what it was told', async () => {
    const { page, go, complaints, context } = await house.window('bank-nakdong', { light: 'dark', width: 390 })
    await go('/bank/developer')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '추가하기' }).click()
    await page.getByText('주소를 적어 주세요.', { exact: true }).waitFor()
    await page.getByRole('textbox', { name: '주소' }).fill('https://10.0.0.1/hooks')
    await page.getByRole('button', { name: '추가하기' }).click()
    await page
      .getByText(/보낼 수 없는 주소입니다/)
      .nth(1)
      .waitFor()
    await page.getByRole('textbox', { name: '주소' }).fill('https://hooks.bank.invalid/in')
    await page.getByRole('radio', { name: /공유 비밀/ }).check()
    await page.getByRole('button', { name: '추가하기' }).click()
    const secret = await page.getByTestId('secret').textContent()
    expect(secret).toMatch(/^whsec_/)
    await page.getByRole('link', { name: 'https://hooks.bank.invalid/in' }).click()
    await page.getByRole('button', { name: '시험 알림 보내기' }).waitFor()
    expect(await page.locator('main').textContent()).not.toContain(secret)
    await page.getByRole('button', { name: '비밀 값 바꾸기' }).click()
    expect(await page.getByTestId('secret').textContent()).not.toBe(secret)
    await page.getByRole('button', { name: '시험 알림 보내기' }).click()
    await page.getByRole('button', { name: /시도 보기/ }).click()
    await page.getByText('주소를 찾을 수 없음').waitFor()
    await page.getByRole('button', { name: /다시 보내기: / }).click()
    await page.getByText('다시 보내도록 했습니다.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '삭제' }).click()
    await page.getByRole('button', { name: '예, 삭제합니다' }).click()
    await page.getByText(/아직 수신 주소가 없습니다/).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })
})
