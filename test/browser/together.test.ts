/**
 * One case through everybody's hands, in the browser: applied for, accepted, marked blind and settled between two who
 * differ, recommended, approved, told, certified, agreed, lettered, lent, claimed and paid; and the certificate checked
 * by anybody.
 *
 * By the API, with the same people's own rights, come alone: the application's answers (typed in sme.test.ts), and the
 * marks of a whole sheet with its visit (given by keyboard in appraiser.test.ts).
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seoulDay } from '../../src/console/parts/due.ts'
import { HOME } from '../../src/platform/folders.ts'
import { CHROMIUM, type House, openHouse, settled, type Visit, violationsOn } from './house.ts'
import { LANGUAGES, PICTURES, takePictures } from './pictures.ts'
import { type Readings, readingsOf, throughStates } from './states.ts'
import { knownOf, type Prepared, prepared, routesOn, VIEWS } from './views.ts'

const today = seoulDay(new Date())
const dated = (file: string) =>
  JSON.parse(readFileSync(`fixtures/requests/${file}`, 'utf8').replaceAll('2026-04-14', today))
type Given = { readonly indicator: string; readonly mark: string; readonly evidence: readonly unknown[] }
const SHEET = dated('firm-sheet.json') as { marks: readonly Given[]; site_visit: Readonly<Record<string, unknown>> }
/** On which the two lie two steps apart, one more than they may. */
const DIFFERING = 'innovativeness'
const marked = (mark: string) => SHEET.marks.map(one => (one.indicator === DIFFERING ? { ...one, mark } : one))

/** Areas whose own files hold each of their pages to the same bar; `AXE_ROUTES=all` opens these here too. */
const HELD_ELSEWHERE = [
  ...['/admin', '/applications', '/audit', '/bank', '/co-workings', '/consultation', '/criteria', '/risk', '/security'],
  '/verify',
]
const ALL = process.env['AXE_ROUTES'] === 'all'

/** Names that trip programs: formulas, markup, other scripts and directions, what looks like a value or a place. */
const TRIPPING = [
  ...['=HYPERLINK("http://127.0.0.1/","a")', '+1+1', '-1+1', '@SUM(A1:A2)', "'=1+1", '"a","b"', 'a;b|c\\d', '=1'],
  ...['<script>throw 1</script>', '<b>&amp;</b>&#x3C;', `\${7*7}{{7*7}}%s%n`, "'; drop table app.cases; --"],
  ...['null', 'undefined', 'NaN', '-0', '1e309', '00123', '../../etc/passwd', 'CON', '[object Object]'],
  // A ligature, full width; an accent in two ways; old Hangul; rare Hanja; a family; another direction; unseen breaks.
  ...[
    '\ufb01 \uff26\uff55\uff4c\uff4c\u3000\uff11\uff12\uff13',
    'e\u0301 \u00e9',
    '\u1112\u1161\u11ab\uae00',
    '\u9f8d\u9b31 \u{20bb7}',
  ],
  ...[
    '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}\u{1f1f0}\u{1f1f7}',
    '\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c',
    'a\u200bb\u2028c',
  ],
  'x'.repeat(120),
]
/** On paper what has no form in the fonts is refused before; all of this has one. */
const PRINTED = `=1+1 <b>"O'여울"&amp;</b> \${7*7} %s \\n -- ㈜`

/** Cells of a table taken away (RFC 4180). */
const cellsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
const textOfPdf = async (bytes: Uint8Array): Promise<string> => {
  const opened = await getDocument({ data: new Uint8Array(bytes) }).promise
  const pages = await Promise.all(
    Array.from({ length: opened.numPages }, async (_, at) => await (await opened.getPage(at + 1)).getTextContent()),
  )
  return pages.flatMap(page => page.items.map(item => ('str' in item ? item.str : ''))).join('')
}
const withoutBlanks = (text: string): string => text.replaceAll(/\s/g, '')

describe.runIf(CHROMIUM !== undefined)('everybody together', () => {
  let house: House
  let of: Prepared
  const open: Visit[] = []
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => await house?.close())
  const as = async (persona?: string): Promise<Visit> => {
    const visit = await house.window(persona)
    open.push(visit)
    return visit
  }

  test('a case goes from the firm’s application to a verified certificate and a paid claim', async () => {
    // The applicant checks the answers and hands them in.
    const { id } = await house.ask('sme-laser', 'POST', '/v1/cases', dated('firm-draft.json'))
    const firm = await as('sme-laser')
    await firm.go(`/applications/${id}/submit`)
    await firm.page.getByRole('checkbox', { name: /./ }).check()
    await firm.page.getByRole('button', { name: '신청하기' }).click()
    await firm.page.getByText('신청했습니다').first().waitFor()

    // The officer accepts it, has the offices asked, and draws the appraisers.
    const officer = await as('officer-seoul')
    const { page: desk } = officer
    await officer.go(`/office/cases/${id}`)
    await desk.getByRole('button', { name: '접수하기' }).click()
    await desk.getByRole('button', { name: '사실 다시 확인하기' }).click()
    await desk.getByText('기관에 확인했습니다.').waitFor()
    await desk.getByRole('button', { name: '평가자 추첨하기' }).click()
    await desk.getByRole('button', { name: '평가자 추첨하기' }).waitFor({ state: 'detached' })
    const drawn = await house.ask('officer-seoul', 'GET', `/v1/cases/${id}/assignments`)
    const panel = drawn.items.map((one: { appraiser: string }) => one.appraiser.replace('person-demo-', ''))
    expect(panel).toHaveLength(2)

    // Each marks without seeing the other, and signs.
    const [one, other] = [await as(panel[0]), await as(panel[1])]
    for (const [visit, persona, mark] of [
      [one, panel[0], 'A'],
      [other, panel[1], 'C'],
    ] as const) {
      await visit.go(`/appraisals/${id}`)
      await visit.page.getByRole('checkbox', { name: /이해관계가 없습니다/ }).check()
      await visit.page.getByRole('button', { name: '평가 시작하기' }).click()
      await visit.page.getByTestId('indicator').waitFor()
      const { version } = await house.ask(persona, 'GET', `/v1/cases/${id}/drafts/own`)
      const saved = await fetch(`${house.address}/v1/cases/${id}/drafts/own`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${house.token(persona)}`,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
          'if-match': `"${version}"`,
        },
        body: JSON.stringify({ marks: marked(mark) }),
      })
      expect(saved.ok).toBe(true)
      const visited = { ...SHEET.site_visit, place: '대전 공장' }
      await house.ask(persona, 'POST', `/v1/cases/${id}/site-visits`, visited)
      expect((await house.ask(persona, 'GET', `/v1/cases/${id}/sheets`)).items).toEqual([])
      await visit.go(`/appraisals/${id}/sign`)
      await visit.page.getByText('필요한 것을 모두 채웠습니다.').waitFor()
      await visit.page.getByRole('button', { name: '서명하기' }).click()
      await visit.page.getByRole('button', { name: '서명합니다' }).click()
      await visit.page.getByTestId('signed').waitFor()
    }

    // They lie too far apart: each sees the other's evidence, one marks again, the other stays.
    await one.go('/appraisals')
    await one.page.getByTestId('heard').getByRole('link').click()
    await one.page.getByTestId('side-other').getByText('C', { exact: true }).waitFor()
    await one.page.getByTestId('indicator').getByRole('radio', { name: /^B\./ }).check()
    await one.page.getByRole('button', { name: '의견 제출하기' }).click()
    await one.page
      .getByRole('alert')
      .getByRole('link', { name: /의견을 적어 주세요/ })
      .waitFor()
    await one.page.getByRole('textbox', { name: '의견' }).fill('동료의 근거를 보고 한 단계 낮춤.')
    // What was settled so far outlives the tab.
    await one.page.reload()
    await one.page.getByText('점수나 근거를 바꾸었습니다.').waitFor()
    await one.page.getByRole('button', { name: '의견 제출하기' }).click()
    await one.page.getByRole('dialog').getByText(/B$/).waitFor()
    await one.page.getByRole('button', { name: '제출합니다' }).click()
    await one.page.getByTestId('outcome').getByText('1명의 의견을 기다리고').waitFor()
    await other.go(`/appraisals/${id}`)
    await other.page.getByRole('link', { name: '의견이 갈린 지표로 가기' }).click()
    await other.page.getByRole('textbox', { name: '의견' }).fill('서명한 점수를 유지함.')
    await other.page.getByRole('button', { name: '의견 제출하기' }).click()
    await other.page.getByRole('button', { name: '제출합니다' }).click()
    await other.page.getByTestId('outcome').getByText('합의되었습니다.').waitFor()

    // The rules recommend, the officer writes the memo and has the offices asked again.
    await officer.go(`/office/cases/${id}`)
    await desk.getByRole('button', { name: '추천 산출하기' }).click()
    await desk.getByRole('textbox', { name: '검토 의견' }).fill('매출처와 수주를 현장에서 확인함.')
    await desk.getByRole('button', { name: '결재 올리기' }).click()
    await desk.getByTestId('memo').waitFor()
    await desk.getByRole('button', { name: '사실 다시 확인하기' }).click()
    await desk.getByText('기관에 확인했습니다.').waitFor()

    // Whoever has the authority signs, and the parties are told.
    const head = await as('branch-head-seoul')
    await head.go(`/office/cases/${id}`)
    await head.page.getByRole('button', { name: '승인 서명' }).click()
    await head.page.getByRole('dialog').getByRole('button').last().waitFor()
    await head.page.getByRole('dialog').getByRole('button', { name: /승인/ }).click()
    await head.page.getByRole('dialog').waitFor({ state: 'detached' })
    await officer.go(`/office/cases/${id}`)
    await desk.getByRole('button', { name: '기업과 은행에 결과 통지하기' }).click()
    await desk.getByRole('button', { name: '증서 발급하기' }).click()
    await desk.getByRole('button', { name: /PDF 받기/ }).waitFor()
    await firm.go(`/applications/${id}/result`)
    await firm.page.getByText(/승인/).first().waitFor()

    // The bank takes the certificate; anybody checks that file.
    const bank = await as('bank-hangang')
    await bank.go(`/bank/cases/${id}`)
    const [download] = await Promise.all([
      bank.page.waitForEvent('download'),
      bank.page.getByRole('button', { name: /PDF 받기/ }).click(),
    ])
    const certificate = readFileSync(await download.path())

    // The guarantee: begun and agreed, its fee received by finance, its letter sent and issued.
    await desk.getByRole('button', { name: '보증 시작하기' }).click()
    await desk.getByRole('link', { name: /^보증 TG-/ }).click()
    await desk.getByRole('heading', { level: 1, name: /^보증 TG-/ }).waitFor()
    const guarantee = desk.url().split('/').at(-1) ?? ''
    const enter = async (visit: Visit, step: string) => {
      await visit.page.getByRole('button', { name: step, expanded: false }).click()
      await visit.page.locator('main form [type=submit]').click()
      await visit.page.getByText('처리했습니다.').waitFor()
      await settled(visit.page)
    }
    await enter(officer, '약정 체결 등록하기')
    const finance = await as('finance')
    await finance.go(`/office/guarantees/${guarantee}`)
    await finance.page.getByRole('button', { name: '보증료 수납 등록하기' }).click()
    await finance.page.locator('main form [type=submit]').click()
    await finance.page
      .getByRole('alert')
      .getByText(/거래 번호/)
      .waitFor()
    await finance.page.getByLabel('거래 번호').fill('이체 1')
    await finance.page.locator('main form [type=submit]').click()
    await finance.page.getByText('미납 보증료가 없습니다.').waitFor()
    await officer.go(`/office/guarantees/${guarantee}`)
    await enter(officer, '보증서 보내기')
    await enter(officer, '보증서 발급하기')
    await desk.getByRole('button', { name: /받기$/ }).first().waitFor()

    // The bank acknowledges the letter, lends, and claims once the business has closed.
    await bank.go(`/bank/guarantees/${guarantee}`)
    await bank.page.getByRole('button', { name: /^수령 확인하기/ }).click()
    await bank.page.getByText(/ 확인함$/).waitFor()
    await bank.page.getByRole('button', { name: '대출 실행 알림' }).click()
    await bank.page.getByLabel('실행한 대출 원금').fill('10.4억')
    await bank.page.getByRole('button', { name: '대출 실행 알리기' }).click()
    await bank.page.getByRole('button', { name: '보증사고 알림' }).click()
    await bank.page.getByLabel('사고 종류').selectOption({ label: '폐업' })
    await bank.page.getByRole('button', { name: '사고 알리기' }).click()
    await bank.page.getByRole('button', { name: '이행청구', exact: true }).click()
    await bank.page.getByLabel('청구 사유').selectOption('closure')
    const [chooser] = await Promise.all([
      bank.page.waitForEvent('filechooser'),
      bank.page.getByRole('button', { name: /증빙 파일/ }).click(),
    ])
    await chooser.setFiles({ name: 'closure.pdf', mimeType: 'application/pdf', buffer: Buffer.from('closed') })
    await bank.page.getByText(/^sha256:/).waitFor()
    await bank.page.getByRole('button', { name: '이행청구하기' }).click()
    await bank.page.getByText('이행청구됨').first().waitFor()

    // One examines, another pays; what is owed back gets its file.
    const examiner = await as('claims')
    await examiner.go(`/office/claims/${guarantee}`)
    await examiner.page.getByRole('button', { name: '심사 결과 확정하기' }).click()
    await examiner.page.getByText('심사됨', { exact: true }).waitFor()
    const payer = await as('claims-2')
    await payer.go(`/office/claims/${guarantee}`)
    await payer.page.getByRole('button', { name: '지급하기' }).click()
    await payer.page.getByText('대위변제', { exact: true }).waitFor()
    await payer.page.getByRole('link', { name: '구상 채권 관리' }).click()
    await payer.page.getByLabel('채권의 성격').selectOption({ label: '상사' })
    await payer.page.getByRole('button', { name: '관리 시작하기' }).click()
    await payer.page.getByRole('heading', { name: '남은 채권' }).waitFor()
    expect(await house.ask('auditor', 'GET', `/v1/guarantees/${guarantee}`)).toMatchObject({ state: 'subrogated' })

    // Anybody finds the certificate genuine, in the browser and without log-in.
    const anybody = await as()
    await anybody.go('/verify')
    const file = { name: 'certificate.pdf', mimeType: 'application/pdf', buffer: certificate }
    await anybody.page.setInputFiles('input[type=file]', file)
    await anybody.page.getByTestId('verdict').getByText('진짜 증서입니다').waitFor()
    // Its branch head revokes it: from then on the same file verifies as revoked.
    await head.go(`/office/cases/${id}`)
    await head.page.getByRole('button', { name: / 취소하기$/ }).click()
    const revoking = head.page.getByRole('dialog')
    await revoking.getByRole('button', { name: '증서 취소하기' }).click()
    await revoking.getByText('사유를 적어 주세요.').first().waitFor()
    await revoking.getByLabel('사유').fill('담보한 특허가 양도되었습니다.')
    await revoking.getByRole('button', { name: '증서 취소하기' }).click()
    await head.page.getByText('취소됨', { exact: true }).waitFor()
    await anybody.go('/verify')
    await anybody.page.setInputFiles('input[type=file]', file)
    await anybody.page
      .getByText(/등록부: .*에 취소되었습니다/)
      .first()
      .waitFor()
    expect(open.flatMap(each => each.complaints)).toEqual([])
  }, 240_000)

  test('every route is named, and without a barrier while it loads, fails, is empty and is full', async () => {
    of = await prepared(house)
    const visits = new Map<string | null, Visit & { readonly readings: Readings }>()
    const between = async (visit: Visit) => ({ ...visit, readings: await readingsOf(visit.page) })
    const first = await between(await as())
    visits.set(null, first)
    await first.go('/')
    const routes = await routesOn(first.page)
    expect(routes.length).toBeGreaterThan(35)
    // A route nobody said how to open is not checked, and fails.
    expect(routes.filter(route => VIEWS[route] === undefined)).toEqual([])
    expect(Object.keys(VIEWS).filter(route => !routes.includes(route))).toEqual([])
    const found: string[] = []
    for (const [at, route] of routes.entries()) {
      const view = VIEWS[route]?.[0]
      if (view === undefined) continue
      const who = view.who(of)
      const visit = visits.get(who) ?? (await between(await as(who ?? undefined)))
      visits.set(who, visit)
      const { page, go, readings } = visit
      const language = (['ko', 'en', 'zh'] as const)[at % 3]
      await page.evaluate(`localStorage.setItem('language', '${language}')`)
      // Of nine steps each pair of language and light comes once, and each width with each of both.
      const light = Math.floor(at / 3) % 3
      await page.emulateMedia({
        colorScheme: light === 1 ? 'dark' : 'light',
        forcedColors: light === 2 ? 'active' : 'none',
      })
      await page.setViewportSize({ width: ([1280, 768, 390] as const)[(at + light) % 3] ?? 1280, height: 900 })
      const wrong = await throughStates(
        page,
        readings,
        `${house.address}/console${view.at(of)}`,
        knownOf(route),
        async state => {
          found.push(...(await violationsOn(page, 'main')).map(each => `${route} ${state}: ${each}`))
        },
      )
      found.push(...wrong.map(each => `${route} ${each}`))
      if (!ALL && HELD_ELSEWHERE.some(area => route.startsWith(area))) continue
      await go(view.at(of))
      found.push(...(await violationsOn(page)).map(each => `${route}: ${each}`))
    }
    expect(found).toEqual([])
    expect(open.flatMap(each => each.complaints)).toEqual([])
  }, 360_000)

  test('names that trip programs come back as they were given: on pages, in a table taken away, on paper', async () => {
    const draft = JSON.parse(readFileSync(join(HOME, 'fixtures/requests/sandbox-draft.json'), 'utf8'))
    const drafted = async (name: string): Promise<string> => {
      const names = { ...draft.names, 'firm-103': { ko: name, en: name, zh: name } }
      return (await house.ask('client-demo-sandbox', 'POST', '/v1/cases', { ...draft, names, scenario: 'approve' })).id
    }
    const ids: string[] = []
    for (const name of TRIPPING) ids.push(await drafted(name))
    for (const [at, id] of ids.entries()) {
      const { names } = await house.ask('client-demo-sandbox', 'GET', `/v1/cases/${id}`)
      expect(names['firm-103'].en).toBe(TRIPPING[at])
    }
    const bank = await as('bank-sandbox')
    await bank.go('/bank/cases')
    const links = (await bank.page.locator('main table a').allTextContents()) as readonly string[]
    expect(TRIPPING.filter(name => !links.includes(name))).toEqual([])
    const [file] = await Promise.all([
      bank.page.waitForEvent('download'),
      bank.page.getByRole('button', { name: 'CSV' }).first().click(),
    ])
    const cells = cellsOf(readFileSync(await file.path(), 'utf8'))
    const harmless = TRIPPING.map(name => (/^[=+@]|^-\D|^-\d+\D/.test(name) ? `'${name}` : name))
    expect(harmless.filter(name => !cells.includes(name))).toEqual([])
    // What begins a formula is nowhere in it.
    expect(cells.filter(each => /^[=+@]/.test(each))).toEqual([])

    const printed = await drafted(PRINTED)
    await house.ask('client-demo-sandbox', 'POST', `/v1/cases/${printed}/submit`)
    await bank.go(`/bank/cases/${printed}`)
    expect(await bank.page.locator('h1').textContent()).toContain(PRINTED)
    const { number } = await house.ask('sandbox-officer', 'POST', `/v1/cases/${printed}/certificates`, {
      language: 'en',
    })
    const at = `/v1/certificates/${number}`
    await expect
      .poll(async () => (await house.ask('sandbox-officer', 'GET', at)).state, { timeout: 20_000 })
      .toBe('issued')
    const paper = await textOfPdf(await house.ask('sandbox-officer', 'GET', `${at}/pdf`))
    expect(withoutBlanks(paper)).toContain(withoutBlanks(PRINTED))

    // A note: what the applicant calls a co-worker.
    const own = await house.ask('sme-sandbox', 'POST', '/v1/cases', draft)
    const [label] = TRIPPING
    const until = seoulDay(new Date())
    await house.ask('sme-sandbox', 'POST', `/v1/cases/${own.id}/co-workers`, { label, sections: ['plan'], until })
    const firm = await as('sme-sandbox')
    await firm.go(`/applications/${own.id}/co-workers`)
    expect(await firm.page.locator('main').textContent()).toContain(label)
    expect(open.flatMap(each => each.complaints)).toEqual([])
  }, 120_000)

  test('the pictures of the README are taken anew; those kept are the list’s, in three languages', async () => {
    const kept = Object.keys(PICTURES).flatMap(name => LANGUAGES.map(language => `${name}.${language}.jpg`))
    expect(readdirSync(join(HOME, 'reports/screens')).sort()).toEqual(kept.sort())
    const shown = [...readFileSync(join(HOME, 'README.md'), 'utf8').matchAll(/reports\/screens\/([^)]+)/g)]
    const files = shown.map(([, file]) => file ?? '')
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter(file => !kept.includes(file))).toEqual([])
    const wanted = new Map(
      files.map(file => [file.split('.')[0] ?? '', LANGUAGES.filter(each => file.endsWith(`.${each}.jpg`))]),
    )
    const folder = mkdtempSync(join(tmpdir(), 'screens-'))
    try {
      expect(await takePictures(house, of, wanted, folder)).toEqual([])
      expect(readdirSync(folder).sort()).toEqual(files.sort())
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 120_000)
})
