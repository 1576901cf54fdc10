/** A bank's developer in the console: keys of machines, and what the machines asked. */
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

describe.runIf(CHROMIUM !== undefined)('a developer of a bank', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = (type: 'spki' | 'pkcs8') =>
    (type === 'spki' ? pair.publicKey : pair.privateKey).export({ type, format: 'pem' }).toString()

  test('puts the next key beside the first, retires the first, and is warned before the last', async () => {
    const { page, go, complaints, context } = await house.window('bank-hangang')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '개발자' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 3, name: 'client-demo-hangang' }).waitFor()
    await settled(page)
    expect(await page.locator('main').textContent()).toContain('묶지 않음')
    expect(await violationsOn(page)).toEqual([])

    const sent: string[] = []
    page.on('request', request => sent.push(request.postData() ?? ''))
    const box = page.getByRole('textbox', { name: '공개 키' })
    await page.getByRole('button', { name: '키 등록하기' }).click()
    await page.getByText('공개 키를 붙여 넣어 주세요.', { exact: true }).waitFor()
    await box.fill(pem('pkcs8'))
    await page.getByRole('button', { name: '키 등록하기' }).click()
    await page.getByText(/비밀 키입니다/).waitFor()
    // A private half goes nowhere, and does not stay on the screen.
    expect([await box.inputValue(), sent.filter(text => text.includes('PRIVATE'))]).toEqual(['', []])
    expect(await violationsOn(page)).toEqual([])
    await box.fill('{"kty":"RSA"}')
    await page.getByRole('button', { name: '키 등록하기' }).click()
    await page.getByText(/읽을 수 없습니다/).waitFor()

    await box.fill(pem('spki'))
    await page.getByRole('textbox', { name: /키 이름/ }).fill('next-2026')
    await page.getByRole('button', { name: '키 등록하기' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('next-2026 키를 등록했습니다.', { exact: false }).waitFor()
    await box.fill(pem('spki'))
    await page.getByRole('button', { name: '키 등록하기' }).click()
    await page.getByText(/이미 있거나 만료된 키입니다/).waitFor()

    const first = page.getByRole('row').filter({ hasNotText: 'next-2026' }).nth(1)
    await first.getByRole('button', { name: /만료시키기/ }).click()
    await page
      .getByRole('group', { name: /만료시키기/ })
      .getByRole('button', { name: '만료시키기' })
      .click()
    await first.getByText('곧 만료').waitFor()
    await page.getByRole('button', { name: 'next-2026 키 만료시키기' }).click()
    await page.getByText(/접속이 끊깁니다/).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page
      .getByRole('group', { name: /만료시키기/ })
      .getByRole('button', { name: '만료시키기' })
      .click()
    await page.getByText('접속이 끊긴다는 것을 확인해 주세요.').waitFor()
    await page.getByRole('button', { name: '취소' }).click()
    await page.getByRole('row').filter({ hasText: 'next-2026' }).getByText('사용 중').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('finds the request of a problem by its id, in a narrow window and the dark', async () => {
    const refused = await fetch(`${house.address}/v1/limits`, {
      headers: { authorization: `Bearer ${house.token('client-demo-hangang')}` },
    })
    const { instance } = (await refused.json()) as { readonly instance: string }
    expect(refused.status).toBe(403)
    await house.ask('client-demo-hangang', 'GET', '/v1/self')
    const { page, go, complaints, context } = await house.window('bank-hangang', {
      ...{ language: 'en', light: 'dark', width: 390 },
    })
    await go('/bank/developer')
    await page.getByRole('link', { name: 'See what your machines asked' }).click()
    await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor()
    // Lines are written once a second.
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Refresh' }).click()
        await settled(page)
        return await page.getByRole('row').count()
      })
      .toBeGreaterThan(2)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('searchbox', { name: 'Request id' }).fill(instance)
    await page.waitForURL(/request=/)
    await page
      .getByRole('row')
      .filter({ hasText: instance.replace('urn:request:', '') })
      .waitFor()
    await settled(page)
    expect(await page.getByRole('row').count()).toBe(2)
    expect(await page.getByRole('link', { name: 'What forbidden_role means' }).getAttribute('href')).toBe(
      '/docs/errors.md#forbidden_role',
    )
    // The address is a link to it: whoever of the bank opens it sees the same line.
    const address = new URL(page.url())
    await go(`${address.pathname.replace('/console', '')}${address.search}`)
    await page.getByRole('row').filter({ hasText: '/v1/limits' }).waitFor()
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'Served' })
    await page.getByTestId('empty').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('row').filter({ hasText: '/v1/self' }).first().waitFor()
    expect(complaints).toEqual([])
    await context.close()
    const stranger = await house.window('bank-nakdong', { language: 'zh' })
    await stranger.go(`/bank/developer/requests?request=${instance.replace('urn:request:', '')}`)
    await stranger.page.getByTestId('empty').waitFor()
    expect(await violationsOn(stranger.page)).toEqual([])
    expect(stranger.complaints).toEqual([])
    await stranger.context.close()
  })
})
