/** The lock file of the repository, and its check tested on planted mistakes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Lock, lockFindings } from './lock.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

test('the lock file pins every package by digest, names no host, and is whole', () => {
  const lock = read('package-lock.json') as Lock
  expect(Object.keys(lock.packages).length).toBeGreaterThan(50)
  expect(lockFindings(lock)).toEqual([])
})

test('the lock file is of this package.json', () => {
  type Needs = Readonly<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>>
  const { dependencies, devDependencies, optionalDependencies } = read('package.json') as Needs
  const lock = read('package-lock.json') as { packages: Record<string, Needs> }
  expect(lock.packages['']).toMatchObject({ dependencies, devDependencies, optionalDependencies })
})

const digest = { integrity: 'sha512-x' }
const whole: Lock = {
  packages: {
    '': { dependencies: { zod: '4' } },
    'node_modules/zod': { ...digest, dependencies: { a: '1' }, optionalDependencies: { b: '1' } },
    'node_modules/zod/node_modules/a': digest,
    'node_modules/b': digest,
  },
}
const without = (path: string): Lock => ({
  packages: Object.fromEntries(Object.entries(whole.packages).filter(([each]) => each !== path)),
})

test('a whole lock file has no finding', () => expect(lockFindings(whole)).toEqual([]))

test.each([
  ['a package without its digest', { packages: { ...whole.packages, 'node_modules/b': {} } }],
  [
    'the address of a host',
    { packages: { ...whole.packages, 'node_modules/b': { ...digest, resolved: 'https://example.org' } } },
  ],
  ['a package of the project that is missing', without('node_modules/zod')],
  ['a package of a package that is missing', without('node_modules/zod/node_modules/a')],
  ['a package for another machine that is missing', without('node_modules/b')],
])('%s is found', (what, lock) => {
  // without zod, what stood under it is an orphan and not asked for
  expect(lockFindings(lock), what).toHaveLength(1)
})
