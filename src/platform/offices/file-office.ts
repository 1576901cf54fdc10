/** An office whose readings stand in a JSON file: `{ "<firm>": [reading, ...] }`. Read at every question. */
import { readFile } from 'node:fs/promises'
import { type Office, UNAVAILABLE } from './office.ts'

export const fileOffice = (source: string, facts: readonly string[], path: string, timeoutMs: number): Office => ({
  source,
  facts,
  timeoutMs,
  ask: async (question, signal) => {
    try {
      const byFirm = JSON.parse(await readFile(path, { encoding: 'utf8', signal })) as unknown
      const found = typeof byFirm === 'object' && byFirm !== null ? Object.entries(byFirm) : []
      // A firm the file says nothing of was not answered for: that is no "no".
      return found.find(([firm]) => firm === question.firm)?.[1] ?? UNAVAILABLE
    } catch {
      return UNAVAILABLE
    }
  },
})
