/** The frame around every page: languages, light, the way in and out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, type House, openHouse, violationsOn } from './house.ts'

/** Compressed, as it goes over the line. */
/** Of script, compressed: an applicant's first page, and what staff begin with. */
const FIRST_PAGE_BYTES_MAX = 180 * 1024
const STAFF_BYTES_MAX = 300 * 1024

describe.runIf(CHROMIUM !== undefined)('the console', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())

  test.each([
    ['ko', 'light', '기술보증'],
    ['en', 'dark', 'Technology guarantee'],
    ['zh', 'light', '技术担保'],
  ] as const)('is shown to the public in %s, %s, without a barrier', async (language, light, title) => {
    const { page, go, complaints, context } = await house.window(undefined, { language, light })
    await go('/')
    expect(await page.locator('h1').textContent()).toBe(title)
    expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-Hans' : language)
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a person logs in, is known by role, and leaves; no script can read the session', async () => {
    const { page, context, complaints } = await house.window('bank-hangang')
    expect(await page.getByTestId('who').textContent()).toContain('은행')
    const session = (await context.cookies()).find(each => each.name === 'console_session')
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    expect(await page.evaluate('document.cookie')).toBe('')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '로그아웃' }).click()
    await page.getByRole('link', { name: '로그인' }).waitFor()
    // The cookie's value is worth nothing any more, wherever it was copied to.
    const answer = await fetch(`${house.address}/v1/self`, {
      headers: { cookie: `console_session=${session?.value}`, 'x-console': '1' },
    })
    expect(answer.status).toBe(401)
    // Of the one who left nothing is remembered: another person comes in at the same browser.
    await page.getByRole('link', { name: '로그인' }).click()
    await house.identify(page, 'officer-seoul')
    expect(await page.getByTestId('who').textContent()).toContain('보증 담당자')
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a newcomer is led from an invitation to the log-in, and told at each step what is missing still', async () => {
    const [id, subject, password] = ['person-newcomer', 'newcomer', 'a horse, some rain, 42']
    const names = { ko: '새 사람', en: 'Newcomer', zh: '新人' }
    const reason = 'begins today'
    const admin = (path: string, body: unknown) => house.ask('admin', 'POST', path, body)
    await admin('/v1/persons', { id, subject, names })
    const { link } = await admin(`/v1/persons/${id}/password-invitations`, { reason })
    const { page, go, complaints, context } = await house.window(undefined, { language: 'en' })
    await page.goto(link)
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByLabel('New password again').fill(password)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor()
    await page.getByRole('link', { name: 'Log in' }).click()
    await page.getByLabel('User name').fill(subject)
    const enter = async (by: string) => {
      await page.getByLabel('Password').fill(by)
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
    }
    await enter('not that one')
    await page.getByRole('alert').filter({ hasText: 'You may try again now.' }).waitFor()
    expect(await page.getByLabel('User name').inputValue()).toBe(subject)
    await enter(password)
    await page.getByText('You have no role here now').waitFor()
    expect(await violationsOn(page)).toEqual([])

    await admin('/v1/organisations/agency-demo/members', { person: id, role: 'auditor', reason })
    await go('/admin/people')
    await page.getByRole('heading', { level: 1, name: 'This is the work of others' }).waitFor()
    expect(await page.locator('main').textContent()).toContain('the work of: Admin.')
    expect(await page.locator('main form').count()).toBe(0)
    expect(await violationsOn(page)).toEqual([])
    const refused = { code: 'forbidden_role', at: '', action: 'case.sign', limit: 'branch_head, committee_member' }
    const json = { type: 'about:blank', title: 'forbidden', status: 403, errors: [refused] }
    await page.route('**/v1/audit/**', route => route.fulfill({ status: 403, json }))
    await go('/audit/heads')
    await page.getByText('This is the work of: Branch head, Committee member.').first().waitFor()
    await page.unrouteAll()
    await admin('/v1/organisations/agency-demo/members/end', { person: id, role: 'auditor', reason })
    // Heard of from the next reading, and for one reason alone.
    await page.getByRole('link', { name: 'Audit trail' }).click()
    await page.getByText('You have no role here now').waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Log in' }).waitFor()
    await go('/audit/trail')
    await page.getByText('This page is shown once you are logged in.').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the session counts for nothing in a request the console did not send', async () => {
    const { context } = await house.window('bank-hangang')
    const session = (await context.cookies()).find(each => each.name === 'console_session')
    const cookie = `console_session=${session?.value}`
    expect((await fetch(`${house.address}/v1/self`, { headers: { cookie, 'x-console': '1' } })).status).toBe(200)
    const forged = await fetch(`${house.address}/v1/self`, { headers: { cookie } })
    expect(forged.status).toBe(401)
    expect(JSON.stringify(await forged.json())).toContain('session_from_elsewhere')
    await context.close()
  })

  const scriptOf = async (persona: string, path: string): Promise<number> => {
    const { page, go, context } = await house.window(persona)
    const sizes = new Map<string, number>()
    page.on('response', answer => {
      const { pathname } = new URL(answer.url())
      if (pathname.endsWith('.js')) sizes.set(pathname, Number(answer.headers()['content-length']))
    })
    await go(path)
    const bytes = [...sizes.values()].reduce((sum, one) => sum + one, 0)
    expect(sizes.size).toBeGreaterThan(3)
    expect(bytes).toBeGreaterThan(0)
    await context.close()
    return bytes
  }
  test('first pages bring no more script than an old telephone takes, those of staff a little more', async () => {
    expect(await scriptOf('sme-laser', '/applications')).toBeLessThanOrEqual(FIRST_PAGE_BYTES_MAX)
    for (const persona of ['officer-seoul', 'appraiser-1', 'risk-officer', 'auditor'])
      expect(await scriptOf(persona, '/')).toBeLessThanOrEqual(STAFF_BYTES_MAX)
  })

  test('the bell leads to what one is told, and on to what is mailed', async () => {
    const { page, context, complaints } = await house.window('sme-laser', { language: 'zh', light: 'dark' })
    await page.getByTestId('bell').press('Enter')
    await page.getByRole('heading', { level: 1, name: '通知' }).waitFor()
    await page.getByTestId('empty').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('link', { name: '通知设置' }).press('Enter')
    const accepted = page.getByRole('checkbox', { name: '您的申请已受理' })
    await accepted.uncheck()
    await page.getByRole('button', { name: '保存' }).press('Enter')
    await page.getByText('已保存').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.reload()
    await accepted.waitFor()
    expect(await accepted.isChecked()).toBe(false)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the language changes under the reader, and stays', async () => {
    const { page, context, go } = await house.window()
    await go('/')
    await page.getByRole('combobox', { name: '언어' }).first().selectOption('en')
    await page.getByRole('heading', { level: 1, name: 'Technology guarantee' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Technology guarantee' }).waitFor()
    await context.close()
  })

  test('a page that is not there says so, and a log-in begun elsewhere is not finished here', async () => {
    const { page, context, go } = await house.window()
    await go('/nowhere')
    expect(await page.locator('h1').textContent()).toContain('찾을 수 없는')
    await page.goto(`${house.address}/callback?state=x&code=y`)
    await page.getByRole('alert').waitFor()
    expect(page.url()).toContain('/console/log-in?problem=over')
    await context.close()
  })
})
