/** Passkeys in a browser: made on a page of one's own, used at the log-in, removed; by Chromium's own authenticator. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMONSTRATION_FILE } from '../../src/platform/identity/demonstration.ts'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

/** An authenticator of the browser that holds passkeys and knows its person (Chrome DevTools Protocol, WebAuthn). */
async function authenticatorOf(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      automaticPresenceSimulation: true,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  })
  return { cdp, authenticatorId }
}

describe.runIf(CHROMIUM !== undefined)('passkeys in a browser', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  test('one is made by keyboard, logs its holder in, and is removed', async () => {
    const { page, go, complaints, context } = await house.window('officer-seoul')
    const { cdp, authenticatorId } = await authenticatorOf(page)
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '계정 보안' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '계정 보안' }).waitFor()
    await settled(page)
    await page.getByText('아직 패스키가 없습니다.').waitFor()
    expect(await violationsOn(page)).toEqual([])

    const name = page.getByRole('textbox', { name: '패스키 이름' })
    await name.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('이름을 1자 이상 60자 이하로', { exact: false }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await name.fill('사무실 노트북')
    await page.keyboard.press('Enter')
    await page.getByText('사무실 노트북 패스키를 만들었습니다.', { exact: false }).waitFor()
    await page.getByRole('cell', { name: '사무실 노트북', exact: true }).waitFor()
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])
    expect(await violationsOn(page)).toEqual([])
    // The same device is told that it has one.
    await name.fill('한 번 더')
    await page.keyboard.press('Enter')
    await page.getByText('이미 내 패스키가 있습니다.', { exact: false }).waitFor()

    // Opened by the number of this machine, the way in goes on where the passkey is known.
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
    await page.goto(`${house.address.replace('localhost', '127.0.0.1')}/console/enter`)
    const button = page.getByRole('button', { name: '패스키로 로그인' })
    await button.waitFor()
    expect(page.url().startsWith(`${house.address}/log-in/`)).toBe(true)
    expect(await page.locator('input[name=name]').getAttribute('autocomplete')).toBe('username webauthn')
    expect(await violationsOn(page)).toEqual([])
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('who').waitFor({ state: 'attached' })
    expect(await page.getByTestId('who').textContent()).toContain('보증 담당자')

    await go('/security')
    expect(await page.getByRole('row').filter({ hasText: '사무실 노트북' }).textContent()).not.toContain('아직 없음')
    // Given another name, by keyboard: what was wrong is said, and the focus comes back to where it was.
    const rename = page.getByRole('button', { name: '사무실 노트북 이름 변경' })
    await rename.focus()
    await page.keyboard.press('Enter')
    const field = page.getByRole('dialog').getByRole('textbox', { name: '새 이름' })
    await field.waitFor()
    await page.locator('#passkey-new-name:focus').waitFor()
    expect(await field.inputValue()).toBe('사무실 노트북')
    await field.fill('  ')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('alert').getByText('이름을 1자 이상', { exact: false }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await field.fill(' 회의실  노트북 ')
    await field.press('Enter')
    await page.getByRole('status').getByText('패스키 이름을 바꾸었습니다: 회의실 노트북').waitFor()
    await page.getByRole('cell', { name: '회의실 노트북', exact: true }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('[aria-label="회의실 노트북 이름 변경"]:focus').waitFor()
    expect(await violationsOn(page)).toEqual([])

    await page.getByRole('button', { name: '회의실 노트북 삭제' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '삭제하기' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: '삭제하기' }).click()
    await page.getByText('회의실 노트북 패스키를 삭제했습니다.', { exact: false }).waitFor()
    expect(complaints).toEqual([])

    // The device has it still, and the page says what to do; the password is taken as ever.
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
    await page.goto(`${house.address}/console/enter`)
    await button.waitFor()
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
    await button.click()
    await page.getByRole('alert').getByText('등록되지 않았거나 삭제된 패스키입니다.', { exact: false }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    await house.identify(page, 'officer-seoul')
    await page.getByTestId('who').waitFor({ state: 'attached' })
    await context.close()
  })

  test('an admin removes another’s by a reason, in English and dark; without scripts a password does', async () => {
    const lost = await house.window('finance')
    const { cdp } = await authenticatorOf(lost.page)
    await lost.go('/security')
    await lost.page.getByRole('textbox', { name: '패스키 이름' }).fill('Telephone')
    await lost.page.getByRole('button', { name: '패스키 만들기' }).click()
    await lost.page.getByRole('cell', { name: 'Telephone', exact: true }).waitFor()
    await cdp.detach()

    const { page, go, complaints, context } = await house.window('admin', { language: 'en', light: 'dark' })
    await go('/admin/people/person-demo-finance')
    await page.getByRole('button', { name: 'Remove Telephone' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Cancel' }).press('Enter')
    await page.locator('[aria-label="Remove Telephone"]:focus').press('Enter')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The telephone was lost.')
    expect(await violationsOn(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Yes, remove it' }).click()
    await page.getByText('There is no passkey.').waitFor()
    expect(complaints).toEqual([])
    await lost.page.reload()
    await lost.page.getByRole('main').getByRole('link', { name: '로그인', exact: true }).waitFor()
    await Promise.all([lost.context.close(), context.close()])

    const plain = await house.browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
    const bare = await plain.newPage()
    await bare.goto(`${house.address}/console/enter`)
    expect(await bare.getByRole('button', { name: 'passkey' }).count()).toBe(0)
    const { password } = JSON.parse(readFileSync(join(house.folder, DEMONSTRATION_FILE), 'utf8'))
    await bare.locator('input[name=name]').fill('demo-finance')
    await bare.locator('input[name=password]').fill(password)
    await bare.getByRole('button', { name: 'Log in' }).click()
    await bare.waitForURL(`${house.address}/console/`)
    await plain.close()
  })
})
