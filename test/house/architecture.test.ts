/** The import table over the whole of src/, and the table itself tested: one planted mistake per rule. */
import { expect, test } from 'vitest'
import { importsOf, isCore, STAGES, violations } from './architecture.ts'
import { textsUnder } from './tree.ts'

test('src keeps the import table', () => {
  const source = textsUnder(['src'], ['.ts', '.tsx'])
  expect(source.size).toBeGreaterThan(10) // an empty walk would pass everything
  expect(violations(source)).toEqual([])
})

/** A small house with every kind of room, clean, into which the mistakes are planted one at a time. */
const clean = new Map<string, string>([
  ['src/main.ts', `import { server } from './server.ts'`],
  ['src/server.ts', `import { routes } from './decision/routes.ts'\nimport fastify from 'fastify'`],
  ['src/cli/appraise.ts', `import { readFileSync } from 'node:fs'\nimport { x } from '../appraisal/appraise.ts'`],
  ['src/cli/bench/rules.ts', `import { ZenEngine } from '@gorules/zen-engine'\nconst m = await import(name)`],
  ['src/kernel/decimal.ts', `import { Decimal } from 'decimal.js'`],
  ['src/kernel/digest.ts', `import { sha256 } from '#sha256'`],
  ['src/kernel/sha256.ts', `import { sha256 } from '@noble/hashes/sha2.js'`],
  ['src/kernel/sha256.node.ts', `import { hash } from 'node:crypto'`],
  ['src/kernel/money.ts', `import type { Ratio } from './decimal.ts'`],
  ['src/ledger/transfer.ts', `import type { Money } from '../kernel/money.ts'`],
  ['src/ledger/store.ts', `import { t } from './transfer.ts'\nimport { db } from '../platform/db/pool.ts'`],
  ['src/figures/radar.ts', `import { scaleLinear } from 'd3-scale'\nimport { line } from 'd3-shape'`],
  ['src/access/may.ts', `import { z } from 'zod'`],
  ['src/platform/fonts.ts', `import { readFileSync } from 'node:fs'\nimport * as fontkit from 'fontkit'`],
  ['src/platform/keys.ts', `import { sign } from 'node:crypto'\nconst { made } = await import('./keys-made.ts')`],
  ['src/platform/keys-made.ts', `import * as pkijs from 'pkijs'\nimport { may } from '../access/may.ts'`],
  ['src/platform/db/pool.ts', `import pg from 'pg'`],
  ['src/platform/http/problem.ts', `import type { FastifyReply } from 'fastify'`],
  ['src/rules/oracle.ts', `import { Engine } from 'json-rules-engine'\nimport { g } from './grammar.ts'`],
  ...STAGES.flatMap((stage, order): [string, string][] => {
    const before = STAGES[order - 1]
    return [
      [`src/${stage}/${stage === 'rules' ? 'grammar' : stage}.ts`, `import { m } from '../kernel/money.ts'`],
      [`src/${stage}/schema.ts`, before ? `import { s } from '../${before}/schema.ts'\nimport { z } from 'zod'` : ''],
      [`src/${stage}/store.ts`, `import { db } from '../platform/db/pool.ts'\nimport { sql } from 'kysely'`],
      [
        `src/${stage}/service.ts`,
        [
          `import { s } from './store.ts'`,
          `import { may } from '../access/may.ts'`,
          `import { t } from '../ledger/transfer.ts'`,
          before ? `import { up } from '../${before}/store.ts'` : '',
        ].join('\n'),
      ],
      [
        `src/${stage}/routes.ts`,
        [
          `import { s } from './service.ts'`,
          `import { p } from '../platform/http/problem.ts'`,
          `import type { F } from 'fastify'`,
        ].join('\n'),
      ],
    ]
  }),
  [
    'src/appraisal/appraise.ts',
    `import { grade } from '../scoring/scoring.ts'\nexport { d } from '../decision/decision.ts'`,
  ],
  ['src/certificate/layout.ts', `import { radar } from '../figures/radar.ts'`],
  ['src/certificate/pdf.ts', `import PDF from 'pdfkit'\nimport { l } from './layout.ts'\nimport QR from 'qrcode'`],
  ['src/certificate/seal.ts', `import * as asn1 from 'asn1js'\nimport { sha256 } from '#sha256'`],
  ['src/certificate/x509.ts', `import { p256 } from '@noble/curves/nist.js'`],
  [
    'src/certificate/verify.ts',
    `import { p256 } from '@noble/curves/nist.js'\nimport { r } from '../appraisal/appraise.ts'`,
  ],
  ['src/certificate/seal.worker.ts', `import { seal } from './seal.ts'\nimport { s } from './service.ts'`],
  ['src/services.ts', `import { randomBytes } from 'node:crypto'\nimport { s } from './decision/service.ts'`],
  ['src/platform/http/app.ts', `import helmet from '@fastify/helmet'\nimport limit from '@fastify/rate-limit'`],
  ['src/platform/http/besides.ts', `import s from '@scalar/fastify-api-reference'`],
  ['src/platform/metrics.ts', `import { C } from 'prom-client'\nimport p from '@fastify/under-pressure'`],
  ['src/cli/faults/journal.ts', `import pg from 'pg'`],
  ['src/cli/fuzz/requests.ts', `import fc from 'fast-check'\nimport type { FastifyInstance } from 'fastify'`],
  ['src/application/papers/content.ts', `import { m } from '../../kernel/money.ts'\nimport { s } from '../schema.ts'`],
  ['src/application/papers/store.ts', `import { c } from './content.ts'\nimport { sql } from 'kysely'`],
  ['src/application/papers/service.ts', `import { s } from './store.ts'\nimport { t } from '../store.ts'`],
  ['src/application/papers/routes.ts', `import { s } from './service.ts'`],
  ['src/application/papers/content.worker.ts', `import { c } from './content.ts'`],
  ['src/appraisal/way/service.ts', `import { s } from '../store.ts'`],
  ['src/appraisal/drafting/service.ts', `import { w } from '../way/service.ts'`],
  ['src/certificate/issuing/service.ts', `import { s } from '../store.ts'`],
  ['src/guarantee/letter/pdf.ts', `import { p } from '../../certificate/pdf.ts'`],
  ['src/guarantee/letter/words.ts', `export const words = {}`],
  ['src/guarantee/month/row-words.ko.ts', `export const words = {}`],
  ['src/console/bank/words.ko.ts', `import { w } from '../../guarantee/month/row-words.ko.ts'`],
  ['src/console/bank/list.tsx', `import { useState } from 'react'\nimport { s } from '../../decision/schema.ts'`],
  [
    'src/console/public/verify.tsx',
    `import { v } from '../../certificate/verify.ts'\nimport { r } from '../../figures/radar.ts'`,
  ],
])

test('a house that keeps the table has no finding', () => expect(violations(clean)).toEqual([]))

const planted = (...files: [string, string][]) => violations(new Map([...clean, ...files]))

// A rule that was never seen to fail is not known to work.
test.each([
  ['the kernel knows nobody', 'src/kernel/peek.ts', `import type { X } from '../scoring/scoring.ts'`],
  ['the kernel draws nothing', 'src/kernel/peek.ts', `import { r } from '../figures/radar.ts'`],
  ['figures know no stage', 'src/figures/peek.ts', `import type { X } from '../scoring/scoring.ts'`],
  ['the ledger core knows no stage', 'src/ledger/peek.ts', `import { x } from '../guarantee/guarantee.ts'`],
  ['the ledger core reaches no store', 'src/ledger/peek.ts', `import { x } from './store.ts'`],
  ['the ledger store uses only the database', 'src/ledger/store.ts', `import { x } from '../platform/fonts.ts'`],
  ['access knows no stage', 'src/access/peek.ts', `import type { X } from '../decision/decision.ts'`],
  ['platform knows no stage', 'src/platform/audit.ts', `import type { X } from '../guarantee/guarantee.ts'`],
  ['platform knows no figures', 'src/platform/audit.ts', `import { x } from '../figures/radar.ts'`],
  ['a core does not look downstream', 'src/scoring/peek.ts', `import type { X } from '../decision/decision.ts'`],
  ['a schema does not look downstream', 'src/party/schema.ts', `import { x } from '../application/schema.ts'`],
  ['rules know no stage', 'src/rules/peek.ts', `import type { X } from '../party/party.ts'`],
  ['nobody on the way reads the book', 'src/guarantee/peek.ts', `import type { X } from '../book/book.ts'`],
  ['no rule depends on how rules are changed', 'src/book/peek.ts', `import type { X } from '../policy/policy.ts'`],
  ['a core does not reach its store', 'src/guarantee/peek.ts', `import { x } from './store.ts'`],
  ['a core does not reach its service', 'src/guarantee/peek.ts', `import { x } from './service.ts'`],
  ['a core does not reach its paper', 'src/certificate/peek.ts', `import { x } from './pdf.ts'`],
  ['a core does not reach the oracle', 'src/rules/peek.ts', `import { x } from './oracle.ts'`],
  ['a core does not ask who may', 'src/decision/peek.ts', `import { x } from '../access/may.ts'`],
  ['a core does not reach the platform', 'src/decision/peek.ts', `import { x } from '../platform/fonts.ts'`],
  ['a core does not read files', 'src/rules/load.ts', `import { readFileSync } from 'node:fs'`],
  ['a core does not talk to PostgreSQL', 'src/scoring/peek.ts', `import pg from 'pg'`],
  ['the oracle stays inside rules', 'src/rules/oracle.ts', `import { x } from '../figures/radar.ts'`],
  ['a paper does not reach a store', 'src/certificate/pdf.ts', `import { x } from './store.ts'`],
  ['a paper does not look downstream', 'src/certificate/pdf.ts', `import { x } from '../book/book.ts'`],
  [
    'a paper uses no paper that comes later',
    'src/certificate/pdf.ts',
    `import { x } from '../guarantee/letter/pdf.ts'`,
  ],
  [
    'a paper of one stage does not seal',
    'src/guarantee/letter/pdf.ts',
    `import { x } from '../../certificate/seal.ts'`,
  ],
  ['a paper does not read files', 'src/certificate/layout-table.ts', `import { readFileSync } from 'node:fs'`],
  ['a seal does not reach the keys itself', 'src/certificate/seal.ts', `import { x } from '../platform/keys.ts'`],
  ['a store does not use another store', 'src/guarantee/store.ts', `import { x } from '../decision/store.ts'`],
  ['a store does not use another core', 'src/guarantee/store.ts', `import { x } from '../decision/decision.ts'`],
  ['a service does not use another service', 'src/guarantee/service.ts', `import { x } from '../decision/service.ts'`],
  ['a service does not look downstream', 'src/scoring/service.ts', `import { x } from '../decision/store.ts'`],
  ['a service does not use routes', 'src/guarantee/service.ts', `import { x } from './routes.ts'`],
  ['a worker keeps the rule of services', 'src/decision/draw.worker.ts', `import { x } from '../scoring/service.ts'`],
  ['routes do not pass the service by', 'src/guarantee/routes.ts', `import { x } from './store.ts'`],
  ['routes use their own stage only', 'src/guarantee/routes.ts', `import { x } from '../decision/schema.ts'`],
  ['routes use only the http of platform', 'src/guarantee/routes.ts', `import { x } from '../platform/db/pool.ts'`],
  ['a page does not query', 'src/console/bank/peek.tsx', `import { x } from '../../guarantee/store.ts'`],
  [
    'a page reads no core but a schema',
    'src/console/bank/peek.tsx',
    `import { x } from '../../guarantee/guarantee.ts'`,
  ],
  [
    'a page takes words of a stage in the language it shows, and not those of all',
    'src/console/bank/peek.tsx',
    `import { words } from '../../guarantee/letter/words.ts'`,
  ],
  ['a page does not reach the platform', 'src/console/bank/peek.tsx', `import { x } from '../../platform/fonts.ts'`],
  ['a page stands in the console', 'src/decision/peek.tsx', `export const x = 1`],
  ['no room in a stage but those decided', 'src/decision/terms/peek.ts', `export const x = 1`],
  ['no room in a room', 'src/application/papers/kinds/peek.ts', `export const x = 1`],
  ['a room of another stage is no room here', 'src/decision/papers/peek.ts', `export const x = 1`],
  ['the core of a room is core', 'src/application/papers/peek.ts', `import { readFileSync } from 'node:fs'`],
  ['the core of a room reaches no store', 'src/application/papers/peek.ts', `import { x } from './store.ts'`],
  [
    'the core of a room does not look downstream',
    'src/application/papers/peek.ts',
    `import { x } from '../../decision/decision.ts'`,
  ],
  [
    'a service in a room uses no service of another stage',
    'src/appraisal/sandbox/service.ts',
    `import { x } from '../../decision/service.ts'`,
  ],
  ['a store in a room uses no other store', 'src/certificate/issuing/store.ts', `import { x } from '../store.ts'`],
  ['nobody imports the services put together', 'src/decision/peek.ts', `import { x } from '../services.ts'`],
  ['nobody imports the command line', 'src/decision/peek.ts', `import { x } from '../cli/appraise.ts'`],
  ['nobody imports the server', 'src/platform/peek.ts', `import { x } from '../server.ts'`],
  ['every file belongs to a known room', 'src/misc/peek.ts', `export const x = 1`],
  ['no loose file at the top of src', 'src/peek.ts', `export const x = 1`],
  ['no import of what is not there', 'src/decision/peek.ts', `import { x } from './gone.ts'`],
  ['rules are read, not imported', 'src/decision/peek.ts', `import x from '../../rules/terms/2026-01.json'`],
  ['no import by a computed name', 'src/decision/peek.ts', 'const x = import(name)'],
  ['a dynamic import keeps the table', 'src/scoring/peek.ts', `const x = import('../decision/decision.ts')`],
  ['a type import in place keeps the table', 'src/scoring/peek.ts', `type X = import('../decision/decision.ts').X`],
  ['a re-export keeps the table', 'src/scoring/peek.ts', `export { x } from '../decision/decision.ts'`],
  ['a re-export of everything keeps the table', 'src/scoring/peek.ts', `export * from '../decision/decision.ts'`],
  ['a bare import keeps the table', 'src/scoring/peek.ts', `import '../decision/decision.ts'`],
  ['a required module keeps the table', 'src/scoring/peek.ts', `const x = require('../decision/decision.ts')`],
  [
    'an import over many lines keeps it',
    'src/scoring/peek.ts',
    `import {\n  a,\n  type B,\n} from '../decision/decision.ts'`,
  ],
  ['an import without spaces keeps it', 'src/scoring/peek.ts', `import{x}from'../decision/decision.ts'`],
  [
    'a second import on one line keeps it',
    'src/scoring/peek.ts',
    `const a = 1;import x from '../decision/decision.ts'`,
  ],
  ['an import behind a comment keeps it', 'src/scoring/peek.ts', `/* x */ import x from '../decision/decision.ts'`],
  [
    'an import behind a brace keeps it',
    'src/scoring/peek.ts',
    `function a() {}import x from '../decision/decision.ts'`,
  ],
  ['only kernel/decimal.ts names decimal.js', 'src/valuation/npv.ts', `import { Decimal } from 'decimal.js'`],
  ['only #sha256 hashes in JavaScript', 'src/certificate/verify.ts', `import { sha256 } from '@noble/hashes/sha2.js'`],
  ['only #sha256 hashes by the machine', 'src/kernel/digest.ts', `import { hash } from 'node:crypto'`],
  [
    'of the machine #sha256 knows the hash alone',
    'src/kernel/sha256.node.ts',
    `import { readFileSync } from 'node:fs'`,
  ],
  ['the hash for browsers knows no machine', 'src/kernel/sha256.ts', `import { hash } from 'node:crypto'`],
  ['only the verifier checks curves', 'src/certificate/seal.ts', `import { p256 } from '@noble/curves/nist.js'`],
  [
    'only the oracle and the bench name the rules engine',
    'src/rules/evaluate.ts',
    `import { Engine } from 'json-rules-engine'`,
  ],
  ['no command names the rules engine', 'src/cli/oracle.ts', `import { Engine } from 'json-rules-engine'`],
  ['only the bench names the other engine', 'src/rules/oracle.ts', `import { ZenEngine } from '@gorules/zen-engine'`],
  ['only paper draws', 'src/certificate/text.ts', `import PDF from 'pdfkit'`],
  ['only paper and fonts shape', 'src/platform/keys.ts', `import * as fontkit from 'fontkit'`],
  ['only paper prints codes', 'src/certificate/number.ts', `import QR from 'qrcode'`],
  ['only paper, seal and verifier inflate', 'src/certificate/number.ts', `import { inflate } from 'fflate'`],
  ['only the seal builds signatures', 'src/certificate/pdf.ts', `import * as pkijs from 'pkijs'`],
  ['only the seal and verifier read ASN.1', 'src/decision/peek.ts', `import * as asn1 from 'asn1js'`],
  ['only figures scale', 'src/book/peek.ts', `import { scaleLinear } from 'd3-scale'`],
  ['only figures shape lines', 'src/certificate/pdf.ts', `import { line } from 'd3-shape'`],
  ['only figures take statistics of d3', 'src/book/peek.ts', `import { mean } from 'd3-array'`],
  ['only stores and platform build queries', 'src/decision/service.ts', `import { sql } from 'kysely'`],
  ['only platform and the fault runs hold connections', 'src/decision/store.ts', `import pg from 'pg'`],
  ['no other command holds connections', 'src/cli/audit.ts', `import pg from 'pg'`],
  ['only platform queues jobs', 'src/decision/service.ts', `import Boss from 'pg-boss'`],
  ['only platform reads tokens', 'src/access/peek.ts', `import { jwtVerify } from 'jose'`],
  ['only platform gives tokens', 'src/decision/service.ts', `import { Provider } from 'oidc-provider'`],
  ['only routes speak HTTP', 'src/decision/service.ts', `import type { F } from 'fastify'`],
  ['only platform sets headers', 'src/decision/routes.ts', `import helmet from '@fastify/helmet'`],
  ['only platform limits rates', 'src/server.ts', `import limit from '@fastify/rate-limit'`],
  ['only platform watches the load', 'src/server.ts', `import pressure from '@fastify/under-pressure'`],
  ['only platform shows the API', 'src/server.ts', `import s from '@scalar/fastify-api-reference'`],
  ['only platform counts', 'src/decision/service.ts', `import { Counter } from 'prom-client'`],
  ['the fuzzer starts no server of its own', 'src/cli/fuzz/run.ts', `import fastify from 'fastify'`],
  [
    'types and values together are values',
    'src/cli/fuzz/run.ts',
    `import type { F } from 'fastify'\nimport fastify from 'fastify'`,
  ],
  ['a command speaks no HTTP, not even its types', 'src/cli/peek.ts', `import type { F } from 'fastify'`],
  ['only the fuzzer draws cases', 'src/cli/peek.ts', `import fc from 'fast-check'`],
  ['only the console renders', 'src/figures/peek.ts', `import { useState } from 'react'`],
  ['only the console mounts', 'src/figures/peek.ts', `import { createRoot } from 'react-dom/client'`],
  ['no test tool stands in src', 'src/decision/peek.ts', `import fc from 'fast-check'`],
  ['no test runner stands in src', 'src/cli/peek.ts', `import { test } from 'vitest'`],
  ['a package without a line stands nowhere', 'src/cli/peek.ts', `import chalk from 'chalk'`],
  ['a file does not import itself', 'src/decision/peek.ts', `import type { X } from './peek.ts'`],
])('%s', (_rule, path, text) => {
  const found = planted([path, text])
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(path)
  // but for the two rules about it, a finding must not come from a slip of the planting: a file that is not there
  if (!/gone|json/.test(text)) expect(found[0]).not.toContain('no source file')
})

test('two files of one room do not import each other, not even their types', () => {
  const found = planted(
    ['src/decision/a.ts', `import type { B } from './b.ts'`],
    ['src/decision/b.ts', `import { a } from './a.ts'`],
  )
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(
    /^import cycle: .*src\/decision\/a\.ts.*src\/decision\/b\.ts|src\/decision\/b\.ts.*src\/decision\/a\.ts/,
  )
})

test('a ring of three files is one finding', () => {
  const found = planted(
    ['src/decision/a.ts', `import { b } from './b.ts'`],
    ['src/decision/b.ts', `import { c } from './c.ts'`],
    ['src/decision/c.ts', `import { a } from './a.ts'`],
  )
  expect(found).toHaveLength(1)
})

test('two ways to one file are no ring', () => {
  const found = planted(
    ['src/decision/a.ts', `import { b } from './b.ts'\nimport { c } from './c.ts'`],
    ['src/decision/b.ts', `import { d } from './d.ts'`],
    ['src/decision/c.ts', `import { d } from './d.ts'\nimport { b } from './b.ts'`],
    ['src/decision/d.ts', `export const d = 1`],
  )
  expect(found).toEqual([])
})

test('imports are read from the code, whatever stands around them', () => {
  expect(importsOf(`#!/usr/bin/env node\n/** x */\nimport a from './a.ts'\nimport './b.ts'`)).toEqual([
    './a.ts',
    './b.ts',
  ])
  expect(importsOf(`export const from = 'here'\nexport type X = 'a' | 'b'\nconst meta = import.meta.url`)).toEqual([])
  expect(importsOf(`export * as all from "./a.ts"\nimport b, { type C } from './b.ts'`)).toEqual(['./a.ts', './b.ts'])
  expect(importsOf(`/**\n * An import (or what is one) of goods.\n */\nconst a = 1`)).toEqual([])
  expect(importsOf(`const important = 'x'\nreimport('./a.ts')\nx.require('y')`)).toEqual([])
})

test('core is every file of a stage that is not named as its shell', () => {
  expect(
    [
      'src/scoring/grade.ts',
      'src/scoring/schema.ts',
      'src/application/papers/names.ts',
      'src/certificate/verify.ts',
      'src/kernel/money.ts',
    ].every(isCore),
  ).toBe(true)
  expect(
    [
      'src/scoring/store.ts',
      'src/certificate/pdf.ts',
      'src/certificate/seal-time.ts',
      'src/rules/oracle.ts',
      'src/cli/demo.ts',
      'src/application/papers/content.worker.ts',
      'src/appraisal/way/service.ts',
    ].some(isCore),
  ).toBe(false)
})

test('a test is core of nothing, whichever stage it tests', () => {
  expect(
    ['test/scoring/grade.test.ts', 'test/flow/case-service.test.ts', 'test/kernel/money.test.ts'].some(isCore),
  ).toBe(false)
})
