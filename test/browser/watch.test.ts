/** The admin’s and the auditor’s pages: roles that count at once, and proofs that a browser checks by itself. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page, Route } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seoulDay } from '../../src/console/parts/due.ts'
import { openHeadSigner } from '../../src/platform/audit/heads.ts'
import { makeAuditLog } from '../../src/platform/audit/log.ts'
import { openServiceDatabase } from '../../src/platform/db/service-database.ts'
import { CHROMIUM, type House, openHouse, settled, violationsOn } from './house.ts'

describe.runIf(CHROMIUM !== undefined)('those who watch', () => {
  let house: House
  let caseId: string
  /** Signs a head now, as the service does each minute. */
  async function signed(): Promise<void> {
    const database = { ownerUrl: undefined, appUrl: undefined, backupFolder: undefined, connectionsMax: 2 }
    const opened = await openServiceDatabase({ dataFolder: house.folder }, database, { isVisitor: true })
    const signer = openHeadSigner(join(house.folder, 'keys/audit'))
    const keptPath = join(house.folder, 'audit-heads.jsonl')
    await makeAuditLog({ db: opened.database.plain, signer, keptPath, now: () => new Date() }).join()
    await opened.close()
  }
  async function downloaded(page: Page, name: RegExp): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).first().press('Enter'),
    ])
    return readFileSync(await download.path(), 'utf8')
  }
  /** No code of the machine is left where people read. */
  const codesOn = async (page: Page): Promise<unknown> =>
    page.evaluate("(document.querySelector('main').innerText.match(/\\b[a-z]+[._][a-z_]+\\b/g) ?? []).join(' ')")

  /** What a mail server of the tests took, as it came. */
  const mails: { readonly to: readonly string[]; readonly raw: string }[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(one => one.address)
        mails.push({ to, raw: Buffer.concat(parts).toString('utf8') })
        done()
      })
    },
  })

  beforeAll(async () => {
    await new Promise<void>(resolve => void smtp.listen(0, '127.0.0.1', () => resolve()))
    const { port } = smtp.server.address() as AddressInfo
    house = await openHouse({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'noreply@agency.example' })
    const draft = JSON.parse(readFileSync('fixtures/requests/sandbox-draft.json', 'utf8')) as object
    const bank = 'client-demo-sandbox'
    caseId = (await house.ask(bank, 'POST', '/v1/cases', { ...draft, scenario: 'approve' })).id
    await house.ask(bank, 'POST', `/v1/cases/${caseId}/submit`)
    await signed()
  })
  afterAll(async () => {
    await house?.close()
    await new Promise<void>(resolve => void smtp.close(() => resolve()))
  })

  test('an admin registers somebody, invites them, and gives a role that counts from the next request on', async () => {
    const { page, go, complaints, context } = await house.window('admin')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '사람과 역할' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '사람과 역할' }).waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '등록하기' }).press('Enter')
    await page.getByRole('alert').filter({ hasText: '로그인 이름: 반드시 입력해 주세요.' }).waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    await page.getByLabel('이름(한국어)').fill('김수연 <b>')
    await page.getByRole('textbox', { name: '로그인 이름', exact: true }).fill('demo-admin')
    await page.getByRole('button', { name: '등록하기' }).press('Enter')
    const taken = page.getByText('이미 쓰는 번호나 로그인 이름입니다.')
    await taken.waitFor()
    // It stays, with the focus, until something is edited.
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
    await page.getByRole('textbox', { name: '로그인 이름', exact: true }).fill('suyeon')
    await taken.waitFor({ state: 'detached' })
    const mail = page.getByRole('textbox', { name: '메일 주소(선택)' })
    await mail.fill('suyeon, agency.example')
    await page.getByRole('button', { name: '등록하기' }).press('Enter')
    const summary = page.getByRole('alert').filter({ hasText: '주소 하나만 입력해 주세요.' })
    await summary.waitFor()
    // It comes out from under the header with the focus.
    const top = async () => (await summary.boundingBox())?.y ?? Number.NaN
    const size = page.viewportSize() ?? { width: 1280, height: 800 }
    await page.setViewportSize({ ...size, height: 400 })
    await page.evaluate(`scrollBy(0, ${(await top()) - 20})`)
    expect(await top()).toBeCloseTo(20, 0)
    await mail.evaluate(box => box.focus({ preventScroll: true }))
    await mail.evaluate(box => box.closest('form')?.requestSubmit())
    const header = await page.getByRole('banner').boundingBox()
    await expect.poll(top).toBeGreaterThanOrEqual(header?.height ?? Number.NaN)
    await page.setViewportSize(size)
    expect(await violationsOn(page)).toEqual([])
    await mail.fill('suyeon@agency.example')
    await page.getByRole('button', { name: '등록하기' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '김수연 <b>' }).waitFor()
    // A code and nothing else goes to the address that was typed.
    await expect.poll(() => mails.map(one => one.to), { timeout: 30_000 }).toEqual([['suyeon@agency.example']])
    // Another a moment later is refused, for the code would go out twice.
    const other = page.getByRole('textbox', { name: '메일 주소', exact: true })
    await page.getByRole('button', { name: '확인 번호 보내기' }).press('Enter')
    await page.getByRole('alert').filter({ hasText: '주소 하나를 입력해 주세요.' }).waitFor()
    await other.fill('suyeon.kim@agency.example')
    await other.press('Enter')
    await page.getByText('방금 확인 번호를 보냈습니다.').waitFor()
    await page.getByRole('button', { name: '링크 만들기' }).press('Enter')
    await page.getByRole('dialog').getByLabel('사유').fill('서울지점에서 일을 시작함')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: '예, 만듭니다' }).press('Enter')
    await page.getByTestId('invitation').waitFor()
    expect(await page.getByTestId('invitation').textContent()).toMatch(/^http:\/\/.+\/[\w-]{43}$/)

    const roles = async () => (await house.ask('officer-seoul', 'GET', '/v1/self')).roles
    await go('/admin/people?find=officer-seoul')
    await page.getByRole('link', { name: /officer seoul/ }).press('Enter')
    await page.getByRole('textbox', { name: '메일 주소', exact: true }).fill('seoul@agency.example')
    await page.getByRole('button', { name: '확인 번호 보내기' }).press('Enter')
    await page.getByRole('status').filter({ hasText: '확인 번호를 보내고 있습니다.' }).waitFor()
    await expect.poll(() => mails.at(-1)?.to, { timeout: 30_000 }).toEqual(['seoul@agency.example'])
    await page.getByRole('button', { name: '역할 주기' }).waitFor()
    await page.getByRole('button', { name: '역할 주기' }).press('Enter')
    await page.getByRole('alert').filter({ hasText: '기관: 반드시 입력해 주세요.' }).waitFor()
    await page.locator('#give-organisation').fill('서울지점')
    await page.getByRole('option', { name: /office-demo-seoul/ }).click()
    await page.getByRole('combobox', { name: '역할' }).selectOption({ label: '이행·회수 담당자' })
    await page.getByRole('textbox', { name: '사유' }).fill('휴가 대신')
    // A lost network costs nothing of what was filled in, and what is sent again is done once.
    await context.setOffline(true)
    await page.getByRole('button', { name: '역할 주기' }).press('Enter')
    await page.getByText('서버에 닿지 못했습니다.').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: '역할 주기' }).press('Enter')
    await page.getByText('역할을 주었습니다.').waitFor()
    expect(await roles()).toEqual(['officer', 'claims'])
    const row = page.getByRole('row').filter({ hasText: '이행·회수 담당자' })
    await row.getByRole('button', { name: '끝내기' }).press('Enter')
    await page.getByRole('button', { name: '예, 끝냅니다' }).press('Enter')
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: '사유: 반드시 입력해 주세요.' }).waitFor()
    await page.getByRole('dialog').getByLabel('사유').fill('휴가 끝')
    await page.getByRole('button', { name: '예, 끝냅니다' }).press('Enter')
    await row.getByText('끝남').waitFor()
    expect(await roles()).toEqual(['officer'])
    expect(await violationsOn(page)).toEqual([])
    // Of oneself nothing is offered.
    await go('/admin/people/person-demo-admin')
    await page.getByText('본인의 역할은 스스로 바꿀 수 없습니다.').waitFor()
    expect(await page.getByRole('button', { name: /끝내기|역할 주기|링크 만들기|지우기/ }).count()).toBe(0)
    // Of a long table a cell shows two lines, and a word too long for one breaks rather than runs into the next cell.
    await page.route(/\/v1\/persons\?/, async route => {
      const response = await route.fetch()
      const [one] = (await response.json()).items
      const items = Array.from({ length: 201 }, (_, at) => ({ ...one, id: `person-${at}`, subject: 'x'.repeat(300) }))
      await route.fulfill({ response, json: { items, next: null } })
    })
    await go('/admin/people')
    await page.locator('.long-box tbody td').first().waitFor()
    const sizes = await page.evaluate(`(() => {
      const cell = [...document.querySelectorAll('.long-box tbody td')].find(each => each.textContent.startsWith('xxx'))
      const lines = cell.clientHeight / Number.parseFloat(getComputedStyle(cell).lineHeight)
      return { lines, isCut: cell.scrollHeight > cell.clientHeight, over: cell.scrollWidth - cell.clientWidth }
    })()`)
    expect(sizes).toEqual({ lines: 2, isCut: true, over: 0 })
    // The form to register somebody, beneath them all, is led to from above them.
    await page.locator('a[href$="#register"]').click()
    await page.waitForFunction(`document.querySelector('#register').getBoundingClientRect().top < innerHeight`)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('an admin keeps offices, machines, the roster and centres, and reads what each role may do', async () => {
    const { page, go, complaints, context } = await house.window('admin', { language: 'en', light: 'dark', width: 390 })
    await go('/admin/organisations?kind=office')
    expect(await violationsOn(page)).toEqual([])
    await page.getByLabel('Name in Korean').fill('대전지점')
    await page.getByRole('textbox', { name: 'Number' }).fill('Daejeon!')
    await page.getByRole('button', { name: 'Add', exact: true }).press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Number: 3 to 40 small letters' }).waitFor()
    await page.getByRole('textbox', { name: 'Number' }).fill('daejeon')
    await page.getByRole('combobox', { name: 'Lies in' }).selectOption('region-demo-capital')
    await page.getByRole('button', { name: 'Add', exact: true }).press('Enter')
    await page.getByRole('heading', { level: 1, name: '대전지점' }).waitFor()
    await page.getByRole('button', { name: 'Move it' }).press('Enter')
    await page.getByRole('dialog').getByLabel('Reason').fill('New borders of the regions')
    await page.getByRole('button', { name: 'Yes, move it' }).press('Enter')
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'Lies in from now on' }).waitFor()
    await page.getByRole('combobox', { name: 'Lies in from now on' }).selectOption('region-demo-southeast')
    await page.getByRole('button', { name: 'Yes, move it' }).press('Enter')
    await page.getByText('Lies in: Demonstration southeast region').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])

    await go('/admin/organisations/bank-902')
    expect(await violationsOn(page)).toEqual([])
    const point = 'A'.repeat(43)
    const key = { kty: 'EC', crv: 'P-256', x: point, y: point, kid: 'new' }
    await page.getByRole('textbox', { name: 'Number of the machine' }).fill('batch')
    await page.getByRole('textbox', { name: 'Public keys' }).fill(JSON.stringify({ ...key, d: point }))
    await page.getByRole('button', { name: 'Put the machine' }).press('Enter')
    await page.getByRole('alert').filter({ hasText: 'A private key is in it. Nothing was sent.' }).waitFor()
    await page.getByRole('textbox', { name: 'Public keys' }).fill(JSON.stringify(key))
    await page.getByRole('button', { name: 'Put the machine' }).press('Enter')
    const machine = page.getByRole('row').filter({ hasText: 'client-batch' })
    await machine.getByRole('button', { name: 'Switch off' }).press('Enter')
    await page.getByRole('dialog').getByLabel('Reason').fill('Replaced')
    await page.getByRole('button', { name: 'Yes, switch it off' }).press('Enter')
    await machine.getByText('off', { exact: true }).waitFor()

    await go('/admin/appraisers')
    await page.getByRole('textbox', { name: 'Name of the centre' }).fill('대전평가센터')
    await page.getByRole('button', { name: 'Add the centre' }).press('Enter')
    await page.getByRole('button', { name: 'Close 대전평가센터' }).waitFor()
    await page.getByRole('button', { name: /^Move Demonstration appraiser 1/ }).press('Enter')
    await page.getByRole('dialog').getByRole('combobox', { name: 'Centre' }).selectOption({ label: '대전평가센터' })
    await page.getByRole('dialog').getByLabel('Reason').fill('Moved to Daejeon')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('button', { name: 'Yes, move', exact: true }).press('Enter')
    await page.getByRole('row').filter({ hasText: 'appraiser 1' }).filter({ hasText: '대전평가센터' }).waitFor()
    await go('/admin/access')
    await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Appraiser' })
    await page.waitForURL(/role=appraiser/)
    await page.getByRole('row').filter({ hasText: 'Sheet: sign' }).filter({ hasText: 'drawn for it' }).waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('an auditor goes from a case to who saw it, its duties, its trail, and a proof of its own', async () => {
    const month = seoulDay(new Date(Date.now() - 32 * 86_400_000)).slice(0, 7)
    await house.ask('risk-officer', 'POST', '/v1/readings/reports', { month })
    const { page, go, complaints, context } = await house.window('auditor')
    await go('/')
    await page.getByRole('navigation').getByRole('link', { name: '건 찾기' }).press('Enter')
    await page.getByRole('searchbox').fill('없는 기업')
    await page.getByTestId('empty').waitFor()
    await page.getByRole('searchbox').fill(caseId.slice(0, 20))
    await page.waitForURL(/find=/)
    expect(await violationsOn(page)).toEqual([])
    await page.locator(`a[href$="/audit/cases/${caseId}"]`).press('Enter')
    await page.getByRole('heading', { level: 1, name: /심사 건$/ }).waitFor()
    const machineTime = page.getByRole('link', { name: '지난 시점의 모습 보기' })
    expect(await machineTime.getAttribute('href')).toBe(`/console/risk/time/${caseId}`)
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    for (const [tab, shows] of [
      ['결정과 서명', '규칙의 권고'],
      ['누가 보았나', '보았음'],
      ['직무 의무', '지킴'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).press('Enter')
      await page.getByText(shows).first().waitFor()
      await settled(page)
      expect(await violationsOn(page), tab).toEqual([])
      expect(await codesOn(page), tab).toBe('')
    }
    // Both pages read who saw it, page by page here and whole there.
    await page.getByRole('link', { name: '지난 시점의 모습 보기' }).press('Enter')
    await page.waitForURL(/risk\/time/)
    await settled(page)
    await page.getByRole('heading', { level: 2, name: '그때까지 누가 무엇을 보았나' }).waitFor()
    await page.goBack()
    await page.getByRole('link', { name: '이 건의 감사 기록 보기' }).press('Enter')
    await page.waitForURL(/subject=case/)
    await page.getByRole('cell', { name: '결정 서명' }).waitFor()
    await page.getByRole('combobox', { name: '한 일' }).selectOption({ label: '결정 서명' })
    await page.getByRole('button', { name: '검색' }).press('Enter')
    await page.waitForURL(/action=decision.sign/)
    await page.getByText('1행').waitFor()
    await settled(page)
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('main').getByRole('table').getByRole('link').press('Enter')
    await page.getByRole('button', { name: '증명 확인하기' }).waitFor()
    // A page takes the focus to its heading once it is there; a key pressed before would go there too.
    await settled(page)
    await page.getByRole('button', { name: '증명 확인하기' }).press('Enter')
    await page.getByTestId('proof').getByText('증명이 맞습니다').waitFor()
    expect(await page.getByTestId('proof').getByText('맞음', { exact: true }).count()).toBe(4)
    expect(await violationsOn(page)).toEqual([])
    const proof = join(house.folder, 'proof.json')
    writeFileSync(proof, await downloaded(page, /증명 파일 받기/))
    await go('/audit/heads')
    const keys = join(house.folder, 'keys.json')
    writeFileSync(keys, await downloaded(page, /공개 열쇠 받기/))
    const words = ['src/cli/tech-guarantee.ts', 'audit', 'proof', proof, '--keys', keys]
    expect((await promisify(execFile)(process.execPath, words)).stdout).toMatch(/: holds\n/)
    await go('/audit/readings')
    expect(await violationsOn(page)).toEqual([])
    await page.getByRole('main').getByRole('table').getByRole('link').press('Enter')
    await page.getByText('발급 전에 본 사람이 없습니다.').waitFor()
    expect(await violationsOn(page)).toEqual([])
    expect(await downloaded(page, /보고서를 CSV로 받기/)).toContain('person')
    expect(complaints).toEqual([])
    await context.close()
  })

  test('what was altered on its way is told by the page: an entry, a proof, a head, a saved file', async () => {
    await signed()
    const { page, go, complaints, context } = await house.window('auditor', {
      language: 'en',
      light: 'dark',
      width: 390,
    })
    const { items } = await house.ask('auditor', 'GET', `/v1/audit/leaves?subject=case:${caseId}&action=decision.sign`)
    const at = `/audit/trail/${items[0].sequence}`
    /** Alters an answer on its way, for as long as a check runs; gives what the page then says is broken. */
    async function altered(
      answers: string,
      alter: (value: Record<string, unknown>) => unknown,
      check: () => Promise<void>,
    ): Promise<readonly string[]> {
      const place = `**${answers}`
      await page.route(place, async (route: Route) => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, json: alter(await answer.json()) })
      })
      await check()
      await page.unroute(place)
      return broken()
    }
    async function broken(): Promise<readonly string[]> {
      const box = page.getByTestId('proof')
      await box.waitFor()
      return (await box.getByRole('listitem').allTextContents()).filter(text => text.startsWith('broken'))
    }
    const entry = async () => {
      await go(at)
      await page.getByRole('button', { name: 'Check the proof' }).press('Enter')
      await page.getByTestId('proof').waitFor()
    }
    const turned = (hash: unknown) => `${String(hash).startsWith('0') ? '1' : '0'}${String(hash).slice(1)}`
    await entry()
    expect(await broken()).toEqual([])
    expect(await altered('/v1/audit/leaves/*', leaf => ({ ...leaf, reason: 'other' }), entry)).toEqual([
      expect.stringContaining('What is written is not what was recorded: this entry was altered.'),
    ])
    expect(await violationsOn(page)).toEqual([])
    const step = (answer: Record<string, unknown>) => {
      const [first, ...rest] = answer['proof'] as string[]
      return { ...answer, proof: [turned(first), ...rest] }
    }
    expect(await altered('/v1/audit/proofs/inclusion?*', step, entry)).toEqual([
      expect.stringContaining('The hash of the entry does not lead to the signed root'),
    ])
    const head = (answer: Record<string, unknown>) => ({
      ...answer,
      items: (answer['items'] as { signed: string }[]).map(one => {
        const [start, body, mark] = one.signed.split('.') as [string, string, string]
        return { ...one, signed: `${start}.${body}.${mark.startsWith('A') ? 'B' : 'A'}${mark.slice(1)}` }
      }),
    })
    expect(await altered('/v1/audit/heads?*', head, entry)).toEqual([
      expect.stringContaining('Signed by no key of the audit log.'),
    ])

    const compared = async () => {
      await go('/audit/heads')
      await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
      await page.getByTestId('proof').waitFor()
    }
    await compared()
    expect(await broken()).toEqual([])
    const saved = JSON.parse(await downloaded(page, /Save the proof/)) as Record<string, unknown>
    expect(await violationsOn(page)).toEqual([])
    expect(await altered('/v1/audit/proofs/consistency?*', step, compared)).toEqual([
      expect.stringContaining('The earlier tree is not the beginning of the later one'),
    ])
    await go('/audit/heads')
    const choose = async (value: unknown) =>
      page.setInputFiles('input[type=file]', {
        name: 'proof.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(value)),
      })
    await choose({ format: 'something else' })
    await page.getByText('This is no proof.').waitFor()
    await choose(saved)
    expect(await broken()).toEqual([])
    await choose({ ...saved, first: { ...(saved['first'] as object), at: '2020-01-01T00:00:00Z' } })
    await page.getByText('Size or root of the earlier tree is not what was signed.').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })
})
