/** The agency's people in the console: a memo, a signature by somebody else, the notice and the certificate. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seoulDay } from '../../src/console/parts/due.ts'
import { contentOf, fixture, sheetsOf } from '../flow/people.ts'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

describe.runIf(CHROMIUM !== undefined)('the agency’s people', () => {
  let house: House
  let caseId: string
  beforeAll(async () => {
    house = await openHouse()
    const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as Record<string, unknown>
    const { names } = draft
    const file = fixture('laser-rod-growth')
    caseId = (
      await house.ask('client-demo-sandbox', 'POST', '/v1/cases', {
        content: contentOf(file),
        names,
        sheets: sheetsOf(file),
      })
    ).case_id
  })
  afterAll(async () => await house?.close())

  test('an officer finds what waits, and sends it with a memo; the memo’s writer signs nothing', async () => {
    const { page, go, complaints, context } = await house.window('sandbox-officer')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '할 일' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '할 일' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('combobox', { name: '상태' }).selectOption({ label: '검토 의견 작성 차례' })
    await page.waitForURL(/state=recommended/)
    await page.getByRole('searchbox').fill('없는 기업')
    await page.getByTestId('empty').waitFor()
    await page.getByRole('searchbox').fill('')
    await page.locator(`a[href$="/office/cases/${caseId}"]`).press('Enter')
    await page.getByRole('heading', { level: 1, name: /여울광자/ }).waitFor()
    await page.getByText(/추천합니다|사람의 판단/).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    // No code of the machine is left where people read.
    expect(await page.evaluate("document.querySelector('main').innerText")).not.toMatch(/[a-z]+[._][a-z]+|bank-/)

    // All that was answered and sent is read where it is reviewed.
    await page.getByRole('heading', { level: 2, name: '서류' }).waitFor()
    await page.getByRole('button', { name: '신청 내용 모두 보기' }).press('Enter')
    await page.getByRole('heading', { name: '재무', exact: true }).waitFor()
    expect(await page.evaluate("document.querySelector('main').innerText")).not.toMatch(/sme_codes|sme_form/)
    expect(await violationsOn(page)).toEqual([])

    await page.getByRole('button', { name: '결재 올리기' }).press('Enter')
    const summary = page.getByRole('alert').filter({ hasText: '검토 의견을 적어 주세요.' })
    await summary.waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('textbox', { name: '검토 의견' }).fill('현장과 매출처를 확인함. <b>이상 없음</b>')
    // A closed tab costs nothing of what was typed.
    await page.reload()
    const memo = page.getByRole('textbox', { name: '검토 의견' })
    await memo.waitFor()
    expect(await memo.inputValue()).toBe('현장과 매출처를 확인함. <b>이상 없음</b>')
    await page.getByRole('button', { name: '사실 다시 확인하기' }).click()
    await page.getByText('기관에 확인했습니다.').waitFor()
    await page.getByRole('button', { name: '결재 올리기' }).press('Enter')
    await page.getByTestId('memo').waitFor()
    expect(await page.getByTestId('memo').textContent()).toBe('현장과 매출처를 확인함. <b>이상 없음</b>')
    await page.getByText('이 건은 결재 권한이 있는 사람이 서명합니다.').waitFor()
    expect(await page.getByRole('button', { name: '승인 서명' }).count()).toBe(0)
    await go('/office/referred')
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a branch head reads what follows and signs; against the recommendation not without a reason', async () => {
    const { page, go, complaints, context } = await house.window('sandbox-branch-head', {
      language: 'en',
      light: 'dark',
    })
    await go('/office/work')
    await page.getByRole('button', { name: 'Take the next case' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: /Case of/ }).waitFor()
    await go(`/office/cases/${caseId}`)
    await page.getByRole('button', { name: 'Sign for declining' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: 'Yes, sign for declining' }).click()
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'Please give the reason.' }).waitFor()
    await page.getByLabel('Reason to go against the recommendation').fill('A doubt')
    await page.getByRole('button', { name: 'Yes, sign for declining' }).click()
    await page.getByText('This level does not go against a recommendation.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Sign for approval' }).click()
    await page.getByRole('button', { name: 'Yes, sign for approval' }).press('Enter')
    await page.getByText('1 signed, 1 needed').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    expect((await house.ask('sandbox-officer', 'GET', `/v1/cases/${caseId}`)).state).toBe('approved')
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the officer tells the result and orders a certificate that verifies', async () => {
    const { page, go, complaints, context } = await house.window('sandbox-officer', { language: 'zh', width: 390 })
    await go(`/office/cases/${caseId}`)
    await page.getByRole('button', { name: '通知企业和银行' }).click()
    await page.getByText('已通知结果。').waitFor()
    await page.getByRole('button', { name: '发放证书' }).click()
    const take = page.getByRole('button', { name: /^下载/ })
    await take.waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    const [download] = await Promise.all([page.waitForEvent('download'), take.click()])
    const pdf = readFileSync(await download.path())
    const verified = await fetch(`${house.address}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: new Uint8Array(pdf),
    })
    expect(await verified.json()).toMatchObject({ verdict: 'genuine' })
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a claim is examined by one person and paid by another, and what comes back is booked once', async () => {
    const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as object
    const bank = 'client-demo-sandbox'
    const made = await house.ask(bank, 'POST', '/v1/cases', { ...draft, scenario: 'approve' })
    await house.ask(bank, 'POST', `/v1/cases/${made.id}/submit`)
    // Step by step: a scenario that plays a guarantee would examine the claim by itself.
    const begun = await house.ask('sandbox-officer', 'POST', `/v1/cases/${made.id}/guarantee`, { kind: 'individual' })
    const path = `/v1/guarantees/${begun.id}`
    const { notices } = begun
    const on = seoulDay(new Date())
    const { fee_unpaid } = await house.ask('sandbox-officer', 'POST', `${path}/sign`, { notice: notices[0].id })
    const fee = { amount: fee_unpaid, paid_on: on, reference: 'F-1' }
    await house.ask('finance', 'POST', `${path}/fees/received`, fee)
    await house.ask('sandbox-officer', 'POST', `${path}/letter`, { notice: notices[0].id })
    const drawn = { notice: notices[0].id, amount: '900000000', on, bank_loan: 'L-1' }
    await house.ask(bank, 'POST', `${path}/draws`, drawn)
    await house.ask(bank, 'POST', `${path}/accidents`, { kind: 'business_closed', on })
    const proof = `sha256:${'0'.repeat(64)}`
    await house.ask(bank, 'POST', `${path}/claims`, { trigger: 'closure', on, proof })

    const examiner = await house.window('claims', { language: 'en' })
    await examiner.go('/')
    await examiner.page.getByRole('navigation').getByRole('link', { name: 'Accidents and claims' }).press('Enter')
    await examiner.page.getByRole('heading', { level: 1, name: 'Accidents and claims' }).waitFor()
    await examiner.page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Claimed' })
    await examiner.page.waitForURL(/state=claimed/)
    await examiner.page.getByRole('link', { name: /^TG-/ }).waitFor()
    await settled(examiner.page)
    expect(await violationsOn(examiner.page)).toEqual([])
    await examiner.page.getByRole('link', { name: /^TG-/ }).press('Enter')
    await examiner.page.getByRole('heading', { level: 1, name: /Claim on/ }).waitFor()
    await examiner.page.getByRole('radio', { name: 'Deny in part' }).check()
    await examiner.page.getByRole('button', { name: 'Enter the examination' }).click()
    await examiner.page.getByRole('alert').filter({ hasText: 'What was breached' }).waitFor()
    expect(await violationsOn(examiner.page)).toEqual([])
    await examiner.page.getByLabel('Principal denied').fill('1억')
    await examiner.page.getByRole('combobox', { name: 'Breach' }).selectOption({ label: 'Funds were used otherwise' })
    await examiner.page.getByLabel('What was breached').fill('Paid into another firm')
    await examiner.page.getByRole('button', { name: 'Enter the examination' }).click()
    await examiner.page.getByText('Examined', { exact: true }).waitFor()
    await examiner.page.getByRole('button', { name: 'Pay the claim' }).click()
    await examiner.page.getByText('Whoever examined the claim does not pay it.').waitFor()
    expect(examiner.complaints).toEqual([])
    await examiner.context.close()

    const payer = await house.window('claims-2', { language: 'ko', light: 'dark' })
    await payer.go(`/office/claims/${begun.id}`)
    await payer.page.getByRole('button', { name: '지급하기' }).press('Enter')
    await payer.page.getByText('대위변제', { exact: true }).waitFor()
    await payer.page.getByRole('button', { name: '회수 등록하기' }).click()
    await payer.page.getByRole('alert').filter({ hasText: '0보다 큰 금액을 적어 주세요.' }).waitFor()
    await payer.page.getByLabel('금액', { exact: true }).fill('100만')
    await payer.page.getByLabel('거래 번호').fill('R-1')
    await payer.page.getByRole('button', { name: '회수 등록하기' }).click()
    await payer.page.getByText('처리했습니다.').waitFor()
    await settled(payer.page)
    expect(await violationsOn(payer.page)).toEqual([])
    expect(payer.complaints).toEqual([])
    await payer.context.close()
  })

  test('finance reads headroom, fees and contributions', async () => {
    const { page, go, complaints, context } = await house.window('finance', { language: 'zh' })
    await go('/office/fund')
    await page.getByText('剩余额度').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })
})
