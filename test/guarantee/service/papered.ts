/** A world whose guarantees have their papers: drawn and sealed in threads, ordered as the service does, verified. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { PaperAsked, PaperWork } from '../../../src/certificate/drawing.ts'
import { makeIssuingService } from '../../../src/certificate/issuing/service.ts'
import { certificateRoutes } from '../../../src/certificate/routes.ts'
import { shippedRules } from '../../../src/cli/command.ts'
import { boundBeside } from '../../../src/guarantee/binding/service.ts'
import type { LetterAsked, LetterWork } from '../../../src/guarantee/issuing/drawing.ts'
import { type GuaranteePapers, guaranteePaperRoutes } from '../../../src/guarantee/issuing/routes.ts'
import { makePaperRegister } from '../../../src/guarantee/issuing/service.ts'
import { isOfGuarantee } from '../../../src/guarantee/letter/genuine.ts'
import { holidaysIn } from '../../../src/guarantee/letter/numbers.ts'
import { makePaperOrders } from '../../../src/guarantee/ordering/service.ts'
import { makeStatementService } from '../../../src/guarantee/statements/service.ts'
import { sure } from '../../../src/kernel/result.ts'
import { openKeys, trustListOf } from '../../../src/platform/keys.ts'
import { openWorkers } from '../../../src/platform/workers.ts'
import { DAY } from '../../flow/people.ts'
import { type Answer, type Guaranteed, guaranteed, opened, PEOPLE } from './served.ts'

const VERIFIER = 'https://verify.example/p/'
type Listed = { readonly paper: string } & Answer['json']

export async function papered(firms: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'guarantee-papers-'))
  const keyFolder = join(folder, 'keys')
  const worker = (name: string) => ({
    file: new URL(`../../../src/${name}`, import.meta.url),
    count: 1,
    settings: { keyFolder, verifierUrl: VERIFIER },
    secondsMax: 60,
    megabytesMax: 512,
  })
  await openKeys(keyFolder, new Date('2026-01-01T00:00:00Z'))
  const drawing = openWorkers<LetterAsked, LetterWork>(worker('guarantee/issuing/drawing.worker.ts'))
  const certificates = openWorkers<PaperAsked, PaperWork>(worker('certificate/drawing.worker.ts'))
  const queue: string[] = []
  const jobs = {
    send: async (_tx: unknown, _name: string, payload: Readonly<Record<string, unknown>>) => {
      queue.push(String(payload['number']))
    },
  }
  const orders = makePaperOrders({ book: shippedRules, jobs, verifierUrl: VERIFIER, obligorsOf: boundBeside })
  const papers: GuaranteePapers = {
    orders,
    statements: makeStatementService({ orders, holidaysOn: holidaysIn(shippedRules) }),
    register: makePaperRegister({ jobs, workers: drawing, verifierUrl: VERIFIER }),
  }
  const others = { carry: isOfGuarantee, check: papers.register.check }
  const issuing = makeIssuingService({
    jobs,
    workers: certificates,
    verifierUrl: VERIFIER,
    trustList: () => trustListOf(keyFolder),
    others,
  })
  const world = await opened(firms, () => [...guaranteePaperRoutes(papers), ...certificateRoutes(issuing)])
  const auditor = PEOPLE['auditor'] ?? expect.fail('no auditor')
  const get = (who: string, url: string) => world.ask(who, 'GET', url)
  const papersOf = async (one: Guaranteed, who = 'officer'): Promise<readonly Listed[]> =>
    (await get(who, `${one.url}/papers`)).json.items

  return {
    world,
    papers,
    /** Numbers that wait to be drawn. */
    queue,
    get,
    papersOf,
    /** All but the notices of fees. */
    listed: async (one: Guaranteed, who?: string) =>
      (await papersOf(one, who)).filter(paper => paper.paper !== 'fee_notice'),
    ask: async (who: string, url: string, body: unknown) => {
      const { status, json } = await world.ask(who, 'POST', url, body)
      return [status, json.errors?.[0]?.code ?? json.state]
    },
    drawAll: async (): Promise<void> => {
      for (const number of queue.splice(0)) await papers.register.draw(world.fresh.database, number, world.today)
    },
    orderUntold: (): Promise<number> => papers.orders.orderUntold(world.fresh.database, world.today().day),
    /** The sealed file as it is kept, and what the public verifier says of it. */
    bytesOf: async (number: string): Promise<Uint8Array> =>
      sure(await world.fresh.database.transaction(auditor, tx => papers.register.download(tx, auditor, number))),
    verified: async (bytes: Uint8Array) => {
      const { now, day } = world.today()
      return sure(await world.fresh.database.transaction(auditor, tx => issuing.verify(tx, auditor, bytes, now, day)))
    },
    /** A guarantee whose fee of 6,392,000 is paid and whose letter is sent. */
    lettered: async (firm: string): Promise<Guaranteed> => {
      world.on(DAY)
      const one = await guaranteed(world, firm)
      const { notice } = one
      for (const [who, path, body] of [
        ['officer', 'sign', { notice }],
        ['finance', 'fees/received', { amount: '6392000', paid_on: DAY, reference: `fee of ${firm}` }],
        ['officer', 'letter', { notice }],
      ] as const)
        expect([path, (await one.step(who, path, body)).status]).toEqual([path, 200])
      return one
    },
    close: async () => {
      await Promise.all([drawing.close(), certificates.close(), world.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Papered = Awaited<ReturnType<typeof papered>>
