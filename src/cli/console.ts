/**
 * `npm run console`: builds the console for browsers into out/console, where what it is built from has changed since
 * it was built last; `npm start` runs it first. Each asset is kept beside itself compressed, so that serving costs
 * nothing.
 */
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build, type InlineConfig } from 'vite'
import { HOME, isFile, writeWhole } from '../platform/folders.ts'

const SOURCES = ['src', 'package-lock.json']
const OUT = join(HOME, 'out/console')
const STAMP = join(OUT, 'built-from')

const BUILD: InlineConfig = {
  configFile: false,
  root: join(HOME, 'src/console'),
  base: '/console/',
  // `public` there is an area of pages, not files to copy.
  publicDir: false,
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // Beside the console itself, the one script of the log-in page, which is found by the list of parts.
    rollupOptions: { input: [join(HOME, 'src/console/index.html'), join(HOME, 'src/console/log-in.ts')] },
    manifest: 'parts.json',
    // Nothing stands in the page itself: its policy lets no inline part in.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
}

/** What the reader of papers fetches where a PDF asks for it: other encodings, fonts it does not bring, old images. */
function copyPdfParts(assets: string): void {
  const home = join(HOME, 'node_modules/pdfjs-dist')
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  for (const part of ['cmaps', 'standard_fonts', 'wasm'])
    cpSync(join(home, part), join(assets, `pdf-${version}`, part), {
      recursive: true,
      // The page's policy runs no WebAssembly: the same in plain script is taken along.
      filter: name => !/\.wasm$|quickjs-eval/.test(name),
    })
}

const namesBelow = (path: string): string[] =>
  isFile(join(HOME, path))
    ? [path]
    : readdirSync(join(HOME, path), { recursive: true, encoding: 'utf8' })
        .map(name => join(path, name))
        .filter(name => isFile(join(HOME, name)))

/** The digest of everything the console is built from. */
export function sourcesDigest(): string {
  const digest = createHash('sha256')
  for (const name of SOURCES.flatMap(namesBelow).sort())
    digest.update(`${name}\0`).update(readFileSync(join(HOME, name)))
  return digest.digest('hex')
}

/** Builds where something changed. @returns whether it built */
export async function builtConsole(): Promise<boolean> {
  const digest = sourcesDigest()
  if (isFile(STAMP) && readFileSync(STAMP, 'utf8') === digest) return false
  rmSync(STAMP, { force: true })
  // What runs tests says so in NODE_ENV, and the components would come with all their checks.
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  await build(BUILD)
  if (before === undefined) delete process.env['NODE_ENV']
  else process.env['NODE_ENV'] = before
  const assets = join(OUT, 'assets')
  copyPdfParts(assets)
  for (const name of readdirSync(assets).filter(each => /\.(m?js|css|svg|json)$/.test(each))) {
    const bytes = readFileSync(join(assets, name))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    writeWhole(join(assets, `${name}.br`), brotliCompressSync(bytes, { params }))
  }
  writeWhole(STAMP, digest)
  return true
}

if (import.meta.main) {
  const begun = performance.now()
  const isBuilt = await builtConsole()
  process.stdout.write(
    isBuilt ? `console built in ${((performance.now() - begun) / 1000).toFixed(1)} s\n` : 'console stands as built\n',
  )
}
