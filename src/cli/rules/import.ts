/** `rules import`: a workbook or DMN as an edition, whole or not at all. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Result } from '../../kernel/result.ts'
import { isFile } from '../../platform/folders.ts'
import type { ImportAsked, Imported } from '../../policy/exchange/importing.ts'
import { openFileReading, readIn } from '../../policy/exchange/service.ts'
import { type ExitCode, granted, misused, print, problemOf, refuseWith, wordsOf } from '../command.ts'
import { kindOf, shippedFactTypes, shippedTexts } from './editions-named.ts'
import type { Verb } from './verb.ts'

const USAGE = '<file> --kind <kind> --edition <edition> --out <file>'

/** Reads in a thread of its own, as the service does: a file made to do harm ends it, and nothing else. */
async function read(asked: ImportAsked): Promise<Result<Imported>> {
  const reading = openFileReading()
  try {
    return await readIn(reading, asked)
  } finally {
    await reading.close()
  }
}

export const imported: Verb = {
  name: 'import',
  usage: USAGE,
  help: [
    'reads a workbook or DMN file as an edition and writes it as JSON: 0 written, 1 written with findings of the',
    'shipped rule book, 2 refused with sheet and cell, or element and line, and nothing written.',
  ],
  run: async (args): Promise<ExitCode> => {
    const { values, positionals } = wordsOf(args, 'kind', 'edition', 'out')
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0 || values.out === undefined || values.edition === undefined)
      return misused(`rules import ${USAGE}`, args.join(' '))
    if (!isFile(file)) return refuseWith('file_missing', file, { value: file, limit: 'a workbook or DMN file' })
    const kind = kindOf(values.kind)
    const texts = shippedTexts()
    const bytes = new Uint8Array(readFileSync(file))
    const types = shippedFactTypes('9999-12-31')
    const { text, digest, from, findings } = granted(await read({ bytes, kind, edition: values.edition, types, texts }))
    writeFileSync(values.out, text)
    print(`${values.out}: ${kind}/${values.edition}, ${digest}, made from ${from}`)
    if (findings.length === 0) return 0
    process.stderr.write(`${JSON.stringify(problemOf(findings), null, 2)}\n`)
    return 1
  },
}
