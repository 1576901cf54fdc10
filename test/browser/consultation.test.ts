/** Somebody who has not applied: asks what is likely, is told what is missing, and reads the criteria. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, type House, openHouse, violationsOn } from './house.ts'

describe.runIf(CHROMIUM !== undefined)('a consultation without log-in', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  test('what is missing is led to; answered, the likeliest comes first, and answers outlive the tab', async () => {
    const { page, go, complaints, context } = await house.window(undefined, { language: 'ko' })
    await go('/')
    await page.getByRole('link', { name: '보증 가능성 알아보기' }).first().click()
    await page.getByRole('heading', { level: 1, name: '보증 가능성 미리 알아보기' }).waitFor()
    await page.getByRole('button', { name: '결과 보기' }).press('Enter')
    const summary = page.getByRole('alert')
    await summary.waitFor()
    expect(await summary.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    expect(await violationsOn(page)).toEqual([])
    await summary.getByRole('link', { name: /업종 코드/ }).press('Enter')
    await page.keyboard.type('27309')
    await page.getByRole('radio', { name: '법인' }).check()
    await page.getByRole('textbox', { name: '사업자 등록일' }).fill('2021-03-02')
    await page.getByRole('combobox', { name: '지역' }).selectOption('KR-41')
    await page.getByRole('textbox', { name: '직원 수' }).fill('12')
    await page.getByRole('checkbox', { name: '벤처기업' }).check()
    await page.getByRole('radio', { name: '등록된 특허' }).check()
    await page.getByRole('combobox', { name: '기술이 얼마나' }).selectOption('8')
    await page.getByRole('combobox', { name: '자금 용도' }).selectOption('working_capital')
    await page.getByRole('textbox', { name: '대출 희망 금액' }).fill('5억')
    // A closed tab costs nothing.
    await page.reload()
    await page.getByRole('textbox', { name: '대출 희망 금액' }).waitFor()
    expect(await page.getByRole('textbox', { name: '대출 희망 금액' }).inputValue()).toBe('500,000,000')
    await page.getByRole('button', { name: '결과 보기' }).press('Enter')
    const outlooks = page.getByTestId('outlooks')
    await outlooks.waitFor()
    expect(await outlooks.textContent()).toContain('조건에 따라 가능합니다')
    expect(await outlooks.textContent()).toContain('준비할 서류')
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('what was typed without a log-in goes with whoever leaves the device', async () => {
    const { page, go, context } = await house.window('sandbox-officer', { language: 'ko' })
    await go('/consultation')
    const employees = page.getByRole('textbox', { name: '직원 수' })
    await employees.fill('12')
    await page.reload()
    await employees.waitFor()
    expect(await employees.inputValue()).toBe('12')
    await page.getByRole('button', { name: '로그아웃' }).click()
    await page.getByRole('link', { name: '로그인' }).waitFor()
    await go('/consultation')
    await employees.waitFor()
    expect(await employees.inputValue()).toBe('')
    await context.close()
  })

  test('taxes in arrears are what stands against it', async () => {
    const answer = await fetch(`${house.address}/v1/public/consultations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        form: 'sole_proprietor',
        founded_on: '2019-05-01',
        ksic: { revision: '10', code: '27309' },
        region: 'KR-11',
        employees: 3,
        certifications: [],
        right: 'none',
        trl: 9,
        purpose: 'working_capital',
        loan_amount: '100000000',
        term_months: 12,
        troubles: ['national_tax_delinquent'],
      }),
    })
    const { items } = (await answer.json()) as {
      items: { programme: string; outlook: string; reasons: { code: string }[] }[]
    }
    const own = items.find(each => each.programme === 'technology_guarantee')
    expect(own?.outlook).toBe('unlikely')
    expect(own?.reasons.map(each => each.code)).toContain('general.national_tax')
  })

  test('the criteria are read in English, in the dark, on a telephone', async () => {
    const { page, go, complaints, context } = await house.window(undefined, {
      language: 'en',
      light: 'dark',
      width: 390,
    })
    await go('/criteria')
    await page.locator('main h2 button').first().click()
    await page.getByText('Lowest grade').first().waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )
    expect(complaints).toEqual([])
    await context.close()
  })
})
