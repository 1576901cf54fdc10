/** Anybody with a paper in their hand: by file, by number, by the code printed on it; and who alters one. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOME } from '../../src/platform/folders.ts'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

describe.runIf(CHROMIUM !== undefined)('a paper checked by anybody', () => {
  let house: House
  let number = ''
  let pdf: Uint8Array
  beforeAll(async () => {
    house = await openHouse()
    const draft = JSON.parse(readFileSync(join(HOME, 'fixtures/requests/sandbox-draft.json'), 'utf8'))
    const { id } = await house.ask('client-demo-sandbox', 'POST', '/v1/cases', draft)
    await house.ask('client-demo-sandbox', 'POST', `/v1/cases/${id}/submit`)
    const ordered = await house.ask('sandbox-officer', 'POST', `/v1/cases/${id}/certificates`, { language: 'ko' })
    number = ordered.number
    for (let tries = 0; tries < 100; tries++) {
      const { state } = await house.ask('sandbox-officer', 'GET', `/v1/certificates/${number}`)
      if (state === 'issued') break
      await pause(200)
    }
    pdf = await house.ask('sandbox-officer', 'GET', `/v1/certificates/${number}/pdf`)
  })
  afterAll(async () => await house?.close())
  const file = (bytes: Uint8Array) => ({
    name: 'paper.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(bytes),
  })

  test('a genuine certificate is found so in the browser, and no byte of it leaves', async () => {
    const { page, go, complaints, context } = await house.window(undefined, { language: 'ko' })
    await go('/verify')
    const sent: string[] = []
    page.on('request', request => {
      if (request.method() !== 'GET') sent.push(request.url())
    })
    await page.setInputFiles('input[type=file]', file(pdf))
    const verdict = page.getByTestId('verdict')
    await verdict.waitFor()
    expect(await verdict.textContent()).toContain('진짜 증서입니다')
    expect(await verdict.textContent()).toContain(number)
    expect(await verdict.textContent()).toContain('지금 유효합니다')
    expect(sent).toEqual([])
    expect(await violationsOn(page)).toEqual([])
    // Sent, where its reader wants it, the printed face is compared as well.
    await page.getByRole('button', { name: '파일을 보내' }).click()
    await page.getByText('인쇄된 면이 기록과 같습니다').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test.each([
    [
      'one byte changed',
      (bytes: Uint8Array) => bytes.with(40_000, (bytes[40_000] ?? 0) ^ 1),
      'not as the agency issued it',
      'changed after',
    ],
    [
      'something appended',
      (bytes: Uint8Array) => Uint8Array.from([...bytes, 10]),
      'not as the agency issued it',
      'added after',
    ],
    ['no paper at all', () => new TextEncoder().encode('no paper'), 'has no seal of the agency', 'no PDF'],
    ['a scan', () => new TextEncoder().encode('%PDF-1.4\n%%EOF\n'), 'has no seal of the agency', 'It has no seal'],
  ])('%s is told, and why', async (_what, altered, title, why) => {
    const { page, go, complaints, context } = await house.window(undefined, { language: 'en', light: 'dark' })
    await go('/verify')
    await page.setInputFiles('input[type=file]', file(altered(pdf)))
    const told = page.getByRole('alert')
    await told.waitFor()
    expect(await told.textContent()).toContain(title)
    expect(await told.textContent()).toContain(why)
    expect(await told.textContent()).toContain('Do not rely on it')
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the printed code leads to the number; by keyboard another is asked; a revoked one is told', async () => {
    const { page, complaints, context } = await house.window(undefined, { language: 'zh' })
    await page.goto(`${house.address}/c/${number}`)
    await page.getByTestId('register').waitFor()
    expect(await page.getByTestId('register').textContent()).toContain('目前有效')
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await house.ask('sandbox-branch-head', 'POST', `/v1/certificates/${number}/revoke`, { reason: 'planted' })
    await page.reload()
    await page.getByText('撤销').first().waitFor()
    expect(await page.getByTestId('register').textContent()).toContain('已撤销')
    const field = page.getByRole('textbox', { name: '证书编号' })
    await field.fill('2026-0010-0000001')
    await field.press('Enter')
    await page.getByText('证书编号共 17 位数字').waitFor()
    // Typed without its dashes it is the same number.
    await field.fill(number.replaceAll('-', ''))
    await field.press('Enter')
    await page.waitForURL(url => url.searchParams.get('number')?.includes(number) === true)
    await page.getByTestId('register').filter({ hasText: '已撤销' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })
})
