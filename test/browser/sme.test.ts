/** A firm's way through the console: applying, papers, two editors, a killed tab, the result, and taking it back. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at } from '../../src/console/sme/paths.ts'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
type Shown = { id: string; version: number; state: string; content: Record<string, never>; names: unknown }
const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as Record<string, unknown>
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
xref
0 4
trailer<</Size 4/Root 1 0 R>>
startxref
0
%%EOF
`

describe.runIf(CHROMIUM !== undefined)('an applicant', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  /** What somebody of the firm does elsewhere meanwhile. */
  async function api(method: string, path: string, body?: unknown, version?: number): Promise<Shown> {
    const answer = await fetch(house.address + path, {
      method,
      headers: {
        authorization: `Bearer ${house.token('sme-sandbox')}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const value = (await answer.json()) as Shown
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(value)}`)
    return value
  }
  const drafted = (scenario: string): Promise<Shown> => api('POST', '/v1/cases', { ...draft, scenario })
  /** Changes the application as another person of the firm would. */
  async function changed(
    id: string,
    change: (content: Record<string, Record<string, unknown>>) => void,
  ): Promise<void> {
    const { content, names, version } = await api('GET', `/v1/cases/${id}`)
    change(content)
    await api('PUT', `/v1/cases/${id}`, { content, names }, version)
  }

  test('applies from the menu to the result: nothing known is asked again, and a refusal is explained', async () => {
    const earlier = await drafted('approve')
    const { page, context, complaints } = await house.window('sme-sandbox')
    await page.getByRole('navigation').getByRole('link', { name: '내 신청' }).click()
    await page.getByRole('heading', { level: 1, name: '내 신청' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: '새로 신청하기' }).click()
    await page.locator('#field-bank').waitFor()
    expect(await page.locator('#field-business_number').count()).toBe(0)

    // Sent empty, the summary is where the reader stands, and leads to each field.
    await page.getByRole('button', { name: '신청서 만들기' }).press('Enter')
    const summary = page.getByRole('alert').filter({ hasText: '확인이 필요한' })
    await summary.waitFor()
    await page.locator('[role=alert]:focus').waitFor()
    expect(await page.title()).toContain('확인이 필요한')
    expect(await violationsOn(page)).toEqual([])
    await summary.getByRole('link', { name: /대출 금액/ }).press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('field-loan_amount')
    await page.keyboard.type('\uff19억 \uff14천만')
    await page.locator('#field-bank').selectOption({ index: 1 })
    await page.locator('#field-programme').selectOption('technology_guarantee')
    await page.locator('#field-purpose').selectOption('working_capital')
    await page.locator('#field-term_months').fill('12')
    await page.locator('#field-consent').press('Space')
    await page.getByRole('combobox', { name: '연습 상황' }).selectOption('decline')
    await page.getByRole('button', { name: '신청서 만들기' }).press('Enter')
    await page.getByRole('link', { name: '사업 계획 적기' }).waitFor()
    await settled(page)
    const id = page.url().split('/').at(-1) as string
    expect(id).not.toBe(earlier.id)
    expect(await violationsOn(page)).toEqual([])
    expect(await page.locator('#state-company').textContent()).toBe('마침')
    expect(await page.locator('#state-plan').textContent()).toBe('시작 전')
    expect((await api('GET', `/v1/cases/${id}`)).content).toMatchObject({
      application: { request: { loan_amount: '940000000' } },
    })

    await page.getByRole('link', { name: '사업 계획 적기' }).press('Enter')
    await page.locator('#field-estimated_sales').fill('삼억')
    await page.locator('#field-employees_total').fill('52')
    await page.getByRole('button', { name: '저장하고 목록으로' }).click()
    await summary.getByRole('link', { name: /올해 예상 매출/ }).waitFor()
    await page.locator('#field-estimated_sales').fill('50.5억')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '저장하고 목록으로' }).click()
    await page.locator('#state-plan', { hasText: '마침' }).waitFor()

    // A program is refused in words, a paper is kept, and the rest comes from a colleague meanwhile.
    await page.getByRole('link', { name: '서류 내기' }).click()
    await page.getByRole('button', { name: '파일 고르기' }).waitFor()
    const file = page.locator('input[type=file]')
    await file.setInputFiles({
      name: '사업자등록증.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('MZ no paper'),
    })
    await page.getByText('받을 수 없는 형식입니다').waitFor()
    await file.setInputFiles({ name: '사업자등록증.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) })
    await page.getByText('사업자등록증.pdf 파일을 받았습니다.').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await changed(id, content => {
      const own = content['application']?.['papers'] as unknown[]
      const whole = draft['content'] as { application: { papers: readonly { type: string }[] } }
      expect(own).toMatchObject([{ type: 'business_registration' }])
      Object.assign(content['application'] as object, {
        papers: [...own, ...whole.application.papers.filter(paper => paper.type !== 'business_registration')],
      })
    })

    await page.getByRole('link', { name: '신청으로 돌아가기' }).click()
    await page.reload()
    await page.locator('#state-papers', { hasText: '마침' }).waitFor()
    await page.getByRole('link', { name: '확인하고 신청하기' }).click()
    await page.getByText('평가가 높을 때').waitFor()
    expect(await violationsOn(page)).toEqual([])
    // All that was answered stands there in words, each part with the way to change it.
    expect(await page.getByRole('link', { name: /^고치기: / }).count()).toBe(5)
    expect(await page.locator('main').textContent()).not.toMatch(/sme_codes|_form/)
    await page.locator('#sure').press('Space')
    await page.getByRole('button', { name: '신청하기', exact: true }).press('Enter')
    await page.getByText(`접수 번호 ${id}`).waitFor()
    await page.getByTestId('where').filter({ hasText: '결과를 알려 드렸습니다: 승인되지 않았습니다' }).waitFor()
    expect(await page.locator('.stages [aria-current=step]').textContent()).toContain('결과 통지')
    await settled(page)
    expect(await violationsOn(page)).toEqual([])

    await page.getByRole('link', { name: '결과 보기' }).press('Enter')
    await page.getByTestId('outcome').filter({ hasText: '승인되지 않았습니다' }).waitFor()
    await page.getByRole('heading', { name: '결정 이유' }).waitFor()
    const reasons = page.locator('.reasons > li')
    expect(await reasons.count()).toBeGreaterThan(0)
    expect(await reasons.count()).toBeLessThanOrEqual(4)
    expect(await reasons.first().textContent()).toContain('등급')
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    // On paper the way to do something about it is of no use, what was decided is.
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: '인쇄하기' }).isVisible()).toBe(false)
    expect(await reasons.first().isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('two editors of one part choose what both changed; the rest is put together', async () => {
    const { id } = await drafted('approve')
    const { page, context, complaints, go } = await house.window('sme-sandbox', { language: 'en', light: 'dark' })
    await go(`/applications/${id}/plan`)
    await page.locator('#field-employees_total').fill('61')
    await changed(id, content => Object.assign(content['application']?.['request'] as object, { term_months: 24 }))
    await page.getByRole('button', { name: 'Save and go back' }).click()
    await page.getByRole('heading', { name: 'Ordinary technology guarantee' }).waitFor()
    const merged = (await api('GET', `/v1/cases/${id}`)).content
    expect(merged).toMatchObject({
      application: {
        request: { term_months: 24 },
        plan: { employees_total: { value: 61, source: 'self_declaration' } },
      },
    })

    await go(`/applications/${id}/plan`)
    await page.locator('#field-employees_total').fill('63')
    await page.locator('#field-employees_rnd').fill('9')
    const total = (value: number) =>
      changed(id, content => {
        const plan = content['application']?.['plan'] as Record<string, object>
        plan['employees_total'] = { ...plan['employees_total'], value }
      })
    await total(62)
    await page.getByRole('button', { name: 'Save and go back' }).click()
    await page.getByText('Somebody else changed this meanwhile').waitFor()
    const choice = page.getByRole('radiogroup', { name: /All employees/ })
    expect(await choice.getByRole('radio').count()).toBe(2)
    expect(
      await page
        .getByRole('listitem')
        .filter({ hasText: /R&D|research/i })
        .count(),
    ).toBe(1)
    expect(await violationsOn(page)).toEqual([])
    // Nothing is chosen unasked, and nothing saved.
    await page.getByRole('button', { name: 'Save both together' }).press('Enter')
    await page.getByText('Please choose.').waitFor()
    const standing = (await api('GET', `/v1/cases/${id}`)).content
    expect(standing).toMatchObject({ application: { plan: { employees_total: { value: 62 } } } })
    await page.keyboard.press('Space')
    expect(await choice.getByRole('radio', { name: 'What you typed: 63' }).isChecked()).toBe(true)
    // A third version comes in between: it is asked once more.
    await total(64)
    await page.getByRole('button', { name: 'Save both together' }).press('Enter')
    await choice.getByRole('radio', { name: 'What was saved: 64' }).waitFor()
    await choice.getByRole('radio', { name: 'What you typed: 63' }).check()
    await page.getByRole('button', { name: 'Save both together' }).press('Enter')
    await page.getByRole('heading', { name: 'Ordinary technology guarantee' }).waitFor()
    const after = (await api('GET', `/v1/cases/${id}`)).content
    expect(after).toMatchObject({
      application: { plan: { employees_total: { value: 63 }, employees_rnd: { value: 9 } } },
    })
    expect(complaints).toEqual([])
    await context.close()
  })

  test('lets somebody of another firm fill in a part: by a code, that part alone, until it is taken back', async () => {
    const body = JSON.parse(readFileSync('fixtures/requests/firm-draft.json', 'utf8').replaceAll('2026-04-14', today()))
    const { id } = await house.ask('sme-laser', 'POST', '/v1/cases', body)
    const own = await house.window('sme-laser')
    await own.go(`/applications/${id}`)
    await own.page.getByRole('link', { name: '다른 사람과 함께 작성하기' }).press('Enter')
    await own.page.getByRole('heading', { level: 1, name: '함께 작성하는 사람' }).waitFor()
    await own.page.getByRole('button', { name: '초대 코드 만들기' }).press('Enter')
    await own.page.locator('#invite-label:focus').waitFor()
    await own.page.keyboard.type('한빛세무회계')
    await own.page.getByRole('checkbox', { name: '사업 계획' }).press('Space')
    await own.page.locator('#invite-until').fill(today())
    expect(await violationsOn(own.page)).toEqual([])
    await own.page.getByRole('button', { name: '초대 코드 만들기' }).press('Enter')
    const code = (await own.page.getByTestId('code').textContent()) ?? ''
    await own.page.getByText('코드를 기다립니다').waitFor()
    expect(await violationsOn(own.page)).toEqual([])

    const other = await house.window('sme-battery', { language: 'en', light: 'dark' })
    await other.page.getByRole('navigation').getByRole('link', { name: 'Helping others' }).click()
    await other.page.getByLabel('Invitation code').fill('0000')
    await other.page.keyboard.press('Enter')
    await other.page.getByRole('alert').getByText('No invitation has this code').waitFor()
    expect(await violationsOn(other.page)).toEqual([])
    await other.page.getByLabel('Invitation code').fill(code.toLowerCase())
    await other.page.keyboard.press('Enter')
    await other.page.locator('.task-list').waitFor()
    expect(await other.page.locator('.task-list li').count()).toBe(1)
    expect(await violationsOn(other.page)).toEqual([])
    await other.page.locator('.task-list a').press('Enter')
    await other.page.locator('#field-employees_rnd').fill('17')
    await other.page.getByRole('button', { name: 'Save' }).press('Enter')
    await other.page.locator('.task-list').waitFor()
    const { content } = await house.ask('sme-laser', 'GET', `/v1/cases/${id}`)
    expect(at(content, 'application.plan.employees_rnd.value')).toBe(17)

    // What is typed and not saved when the part is taken back is not kept on the device of who helped.
    await other.page.locator('.task-list a').press('Enter')
    await other.page.locator('#field-employees_rnd').fill('18')
    const kept = () => other.page.evaluate("Object.keys(localStorage).filter(key => key.includes('co-working'))")
    expect(await kept()).toHaveLength(1)

    await own.go(`/applications/${id}/plan`)
    await own.page.getByTestId('saved-last').getByText('한빛세무회계').waitFor()
    await own.go(`/applications/${id}/co-workers`)
    await own.page.getByText(/사업 계획 적기: 한빛세무회계/).waitFor()
    await own.page.getByRole('button', { name: '한빛세무회계 초대 거두기' }).press('Enter')
    await own.page.getByText('한빛세무회계 초대를 거두었습니다.').waitFor()
    await other.page.reload()
    await other.page.getByText('The invitation is over').waitFor()
    await other.page.getByRole('status').getByText('What you typed and did not save was not sent').waitFor()
    expect(await kept()).toEqual([])
    expect(await violationsOn(other.page)).toEqual([])
    expect([...own.complaints, ...other.complaints]).toEqual([])
    await own.context.close()
    await other.context.close()
  })

  test('a closed tab and a lost network cost nothing, and every part is without a barrier', async () => {
    const { id } = await drafted('approve')
    const { page, context, complaints, go } = await house.window('sme-sandbox', {
      language: 'zh',
      width: 390,
      height: 800,
    })
    await go(`/applications/${id}/request`)
    await page.locator('#field-term_months').fill('36')
    await page.close({ runBeforeUnload: false })
    const again = await context.newPage()
    await again.goto(`${house.address}/console/applications/${id}/request`)
    await again.locator('#field-term_months').waitFor()
    expect(await again.locator('#field-term_months').inputValue()).toBe('36')
    await context.setOffline(true)
    await again.getByRole('button', { name: '保存并返回' }).click()
    await again.getByText('无法连接服务器').waitFor()
    await context.setOffline(false)
    await again.getByRole('button', { name: '保存并返回' }).click()
    await again.getByRole('heading', { name: '一般技术担保' }).waitFor()
    expect((await api('GET', `/v1/cases/${id}`)).content).toMatchObject({
      application: { request: { term_months: 36 } },
    })
    for (const part of ['company', 'request', 'financials', 'technology']) {
      await again.goto(`${house.address}/console/applications/${id}/${part}`)
      await again.getByRole('button', { name: '保存并返回' }).waitFor()
      expect(await violationsOn(again)).toEqual([])
      const overflow = await again.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect([part, overflow]).toEqual([part, 0])
    }
    expect(complaints).toEqual([])
    await context.close()
  })

  test('sends a paper after handing in: the application then rests on it', async () => {
    const { scenario: _, ...plain } = draft
    const { id } = await api('POST', '/v1/cases', plain)
    await api('POST', `/v1/cases/${id}/submit`)
    const { page, context, complaints, go } = await house.window('sme-sandbox', { language: 'en', light: 'dark' })
    await go(`/applications/${id}`)
    expect(await page.getByTestId('where').textContent()).toContain('waiting for an officer')
    await page.getByRole('link', { name: 'See the papers' }).press('Enter')
    await page.getByRole('combobox', { name: 'Type of paper' }).selectOption('market_report')
    const file = { name: 'market.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('market.pdf was received.').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    const { content, state } = await api('GET', `/v1/cases/${id}`)
    expect(state).toBe('submitted')
    const papers = at(content, 'application.papers') as readonly { type: string }[]
    expect(papers.at(-1)).toMatchObject({ type: 'market_report' })
    expect(complaints).toEqual([])
    await context.close()
  })

  test('objects to a result, and takes back an application after reading what follows', async () => {
    const [decided, other] = [await drafted('approve'), await drafted('refer')]
    await api('POST', `/v1/cases/${decided.id}/submit`)
    await api('POST', `/v1/cases/${other.id}/submit`)
    const { page, context, complaints, go } = await house.window('sme-sandbox', { language: 'en', light: 'light' })
    await go(`/applications/${decided.id}/result`)
    await page.getByTestId('outcome').filter({ hasText: 'Approved' }).waitFor()
    await page.getByRole('button', { name: 'Object to the decision' }).press('Enter')
    await page.getByRole('button', { name: 'Object', exact: true }).click()
    await page.getByText('Please fill this in.').waitFor()
    await page.getByLabel('Why you do not agree').fill('The export sales\nwere left out.')
    await page.getByRole('button', { name: 'Object', exact: true }).click()
    // What was told stays to be read, and says that it stands no longer.
    await page.getByText('This result no longer stands.').waitFor()
    await page.getByTestId('outcome').filter({ hasText: 'Approved' }).waitFor()
    expect(await api('GET', `/v1/cases/${decided.id}`)).toMatchObject({ state: 'accepted', is_objected: true })

    await go(`/applications/${other.id}`)
    expect(await page.getByTestId('where').textContent()).toContain('Under further review by a person')
    await page.getByRole('button', { name: 'Withdraw the application' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why you withdraw').fill('We found other means.')
    await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await dialog.getByText('Please confirm this.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await dialog.getByLabel('I understand what follows.').press('Space')
    await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click()
    await page.getByText('The application was withdrawn.').waitFor()
    expect(await api('GET', `/v1/cases/${other.id}`)).toMatchObject({ state: 'withdrawn' })
    expect(complaints).toEqual([])
    await context.close()
  })
})
