/** What the README says to type is typed: its block of shell, against the service started as the README starts it. */
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type Started, started, top } from './started.ts'

let service: Started
beforeAll(async () => {
  service = await started('walk')
}, 90_000)
afterAll(() => service?.stop(), 60_000)

/** The README's blocks of shell. */
const blocks = [...readFileSync(join(top, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(
  found => found[1] ?? '',
)
const [integrator = '', played = '', people = '', guarantee = '', webhooks = ''] = blocks
/** What the later blocks take over from the first: an address, who asks, how to send and how to read a field. */
const shared = integrator.split('\n').filter(line => /^(api=|bank=|field\(\)|post\(\))/.test(line))

/** What a block prints, the papers it downloads put into the test's own folder. */
async function typed(block: string): Promise<readonly string[]> {
  const here = block.replaceAll(/(certificate|letter)\.pdf/g, file => join(service.folder, file))
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', here], {
    cwd: top,
    env: service.environment,
    timeout: 170_000,
  })
  return stdout.split('\n').filter(line => line !== '')
}

test('the walkthrough of the README runs as it stands, and answers what it says', async () => {
  const lines = await typed(integrator)
  const stdout = lines.join('\n')
  expect(lines[0]).toBe('noticed')
  expect(stdout).toMatch(/recommended: 'approve'/)
  expect(stdout).toMatch(/outcome: 'approved'/)
  // 940,000,000 x 0.85, as the story of this case works it out.
  expect(stdout).toMatch(/guaranteed: '799000000'/)
  expect(lines.filter(line => /^(403|404)$/.test(line))).toEqual(['403', '404'])
  expect(stdout).toMatch(/idempotency-replayed: true/i)
  expect(lines.slice(-3)).toEqual(['genuine', 'revoked', 'revoked'])
}, 180_000)

test('a guarantee of the sandbox is led from its notice to payment, as the README types it', async () => {
  expect(await typed([...shared, played].join('\n'))).toEqual([
    ...['noticed', 'begin sign receive_fee send_letter', 'in_force', 'accident', 'claimed', 'subrogated'],
  ])
}, 180_000)

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
test.skipIf(hasOpenssl)('openssl is not on this machine: the block about webhooks is not typed', () => {
  expect(hasOpenssl).toBe(false)
})
test.runIf(hasOpenssl)(
  'a webhook of the README arrives, and openssl finds the signature that came with it',
  async () => {
    const receiver = await freePort()
    const block = webhooks
      .replaceAll('9099', String(receiver))
      .replaceAll('webhook.sign', join(service.folder, 'webhook.sign'))
    const lines = await typed([...shared, block].join('\n'))
    expect(lines[0]).toBe('1')
    expect(lines[1]).toMatch(/^v1,[A-Za-z0-9+/]{43}=/)
    expect(lines[2]?.startsWith(lines[1] ?? '-')).toBe(true)
    expect(lines.slice(3).join('\n')).toMatch(/type: 'webhook.test'/)
  },
  180_000,
)

test('a firm`s case is carried by the demonstration`s people to a certificate, and on to its books', async () => {
  const dayBefore = new Date(Date.now() - 86_400_000)
  const all = await typed([...shared, people, 'echo ---', guarantee].join('\n'))
  const lines = all.slice(0, all.indexOf('---'))
  expect(lines.slice(0, 2)).toEqual(['submitted', 'accepted'])
  // Sixteen facts can exclude a firm; each with who said so, and of which day, shortly before today.
  const facts = lines.filter(line => / known /.test(line)).map(line => line.split(' '))
  expect(facts).toHaveLength(16)
  expect([...new Set(facts.map(([, , source]) => source))].sort()).toEqual([
    'business_status',
    'court',
    'credit_bureau',
    'guarantor',
    'tax_office',
  ])
  for (const [fact, , , asOf = ''] of facts) {
    const age = (dayBefore.getTime() - Date.parse(asOf)) / 86_400_000
    expect([fact, age > -2 && age < 4]).toEqual([fact, true])
  }
  // Two appraisers sign, since the loan is above a thousand million won; the machine refers nothing to anybody.
  expect(lines.slice(18, 25)).toEqual(['assigned', 'marked', 'reviewed', '16', 'approved', 'noticed', '{'])
  const read = lines.join('\n')
  expect(read).toMatch(/recommended: 'approve'/)
  expect(read).toMatch(/outcome: 'approved'/)
  // 1,040,000,000 x 0.85, the ratio of the ordinary programme for a grade of A.
  expect(read).toMatch(/guaranteed: '884000000'/)
  expect(read).toMatch(/person: null/)
  expect(lines.at(-1)).toBe('genuine')

  const carried = all.slice(all.indexOf('---') + 1)
  const isDay = expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)
  expect(carried.slice(0, 14)).toEqual([
    ...[isDay, 'joint_guarantor', '0', 'lettered', 'genuine', 'client-demo-hangang', 'in_force', 'accident'],
    // Three months and a day, at the least.
    ...[expect.stringMatching(/^from \d{4}-\d{2}-\d{2}$/), 'claimed'],
    // Nothing is late yet, so no interest: 85 % of 1,040,000,000. Of it 84,000,000 came back.
    ...['884000000', 'payment_own_examination', 'subrogated', '800000000'],
  ])
  const books = Object.fromEntries(carried.slice(14).map(line => [line.split(' ')[0], line]))
  expect(books['exposure']).toBe('exposure 884000000 884000000')
  expect(books['subrogation_claims']).toBe('subrogation_claims 884000000 84000000')
}, 180_000)
