/**
 * The console's files as they were built, and its one page under every path of it. The page's policy lets in this
 * service's own script and styles and nothing else; styles that the components write themselves carry a number made
 * for each answer.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import files from '@fastify/static'
import { refusal } from '../../kernel/result.ts'
import { isFile } from '../folders.ts'
import type { App } from './app.ts'

/** Stands in the built page where the number of its styles goes. */
export const STYLE_NUMBER = '__STYLE_NUMBER__'
const ASSETS = '/console/assets/'

export const consolePolicy = (number: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${number}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** A thread may fetch nothing; it may load the rest of its own script from here. */
const WORKER_POLICY = "default-src 'none'; script-src 'self'"
const isWorker = (path: string): boolean => /\.worker[.-][^/]*$/.test(path)

/** The script of the log-in page among the files built, by its source; null where nothing was built. */
export function logInScript(folder: string): string | null {
  const place = join(folder, 'parts.json')
  if (!isFile(place)) return null
  const parts = JSON.parse(readFileSync(place, 'utf8')) as Readonly<Record<string, { readonly file: string }>>
  const file = parts['log-in.ts']?.file
  return file === undefined ? null : `/console/${file}`
}

/**
 * Serves the console below /console/.
 * @param folder  where it was built: index.html and assets/ with their names by content; where it was not, its paths
 *                say how to build it
 */
export async function mountConsole(app: App, folder: string): Promise<void> {
  const { server, send, refuse } = app
  const page = join(folder, 'index.html')
  server.get('/', async (_, reply) => reply.redirect('/console/', 303))
  // What the code on a paper leads to.
  server.get<{ Params: { number: string } }>('/c/:number', async (request, reply) =>
    reply.redirect(`/console/verify?number=${encodeURIComponent(request.params.number)}`, 303),
  )
  server.get('/console', async (_, reply) => reply.redirect('/console/', 303))
  if (!isFile(page)) {
    server.get('/console/*', async (request, reply) => refuse(request, reply, [refusal('console_not_built')]))
    return
  }
  const text = readFileSync(page, 'utf8')
  await server.register(files, {
    root: join(folder, 'assets'),
    prefix: ASSETS,
    decorateReply: false,
    wildcard: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply, path) => {
      if (isWorker(path)) void reply.header('content-security-policy', WORKER_POLICY)
    },
  })
  server.get('/console/*', async (request, reply) => {
    if (request.url.startsWith(ASSETS))
      return refuse(request, reply, [refusal('route_unknown', '', { value: 'asset' })])
    const number = randomBytes(16).toString('base64')
    return send(reply, {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': consolePolicy(number),
      },
      body: text.replaceAll(STYLE_NUMBER, number),
    })
  })
}
