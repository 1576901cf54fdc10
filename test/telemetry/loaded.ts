/**
 * Put before a process by `node --import`: when it ends, the addresses of all modules it loaded are written to
 * LOADED_FILE.
 */
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded: string[] = []
registerHooks({
  load: (url, context, next) => {
    loaded.push(url)
    return next(url, context)
  },
})
process.once('exit', () => writeFileSync(process.env['LOADED_FILE'] ?? '', loaded.join('\n')))
