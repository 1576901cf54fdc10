/**
 * `month check <file>`: a month held to its form and its own rules, before it is sent and without a database; `month
 * send <file>`: sent to the running service, and what it finds.
 */
import { readFileSync } from 'node:fs'
import { readMonth } from '../guarantee/month/reading.ts'
import { isMonth, openMonth } from '../guarantee/month/row.ts'
import { type CalendarDate, calendarDate, isCalendarDate } from '../kernel/calendar.ts'
import { isFile } from '../platform/folders.ts'
import { inflated } from '../platform/inflate.ts'
import {
  type Command,
  type ExitCode,
  granted,
  misused,
  print,
  problemOf,
  Refused,
  refuseWith,
  wordsOf,
} from './command.ts'
import { SPEAKING, SPEAKING_HELP, speakerOf } from './service/calling.ts'
import { sentMonth } from './service/sending-month.ts'
import { today } from './settings.ts'

const dayOf = (text: string | undefined): CalendarDate => {
  const day = text ?? today()
  return isCalendarDate(day) ? calendarDate(day) : misused('--as-of is a day, YYYY-MM-DD', day)
}

/** Says what is wrong with the rows of a file. */
function checked(path: string, month: string, day: CalendarDate): ExitCode {
  const { found, rows, problems } = granted(readMonth(readFileSync(path), inflated, { month, day }))
  for (const { row, column, code, value, limit } of problems) {
    const place = column === '' ? `row ${row}` : `row ${row}, ${column}`
    const advice = problemOf([{ code, at: '', params: {} }]).detail
    print(`${place}: ${code}${value === '' ? '' : ` (${value})`}; due: ${limit}. ${advice}`)
  }
  const wrong = new Set(problems.map(one => one.row)).size
  print(`${path}: ${found.format}, ${found.rows} rows, ${wrong} with problems, ${rows.length} of the form due`)
  return problems.length === 0 ? 0 : 1
}

const USAGE = 'check <file> --month YYYY-MM [--as-of day] | send <file> --month YYYY-MM --as <persona>'

export const monthCommand: Command = {
  name: 'month',
  usage: 'check|send <file> --month YYYY-MM',
  summary: "checks or sends a bank's month: 0 clean, 1 with something to correct, 2 refused",
  help: [
    `month ${USAGE}`,
    '',
    'The file is CSV, JSON or XLSX, with the columns of docs/bank-month.md. `check` prints every problem, one a line:',
    'row, column, code, what came, what is due, what to do. What only the books can tell is checked when it is sent.',
    '',
    '`send` sends it to the service in parts and waits until it is checked there; the same file again is the report it',
    'was, and what was broken off goes on. It prints problems and differences; accepting it is the bank`s own step.',
    '',
    ...SPEAKING_HELP,
  ],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'month', 'as-of', ...SPEAKING)
    const [verb, path, ...more] = positionals
    if ((verb !== 'check' && verb !== 'send') || path === undefined || more.length > 0)
      return misused(`month ${USAGE}`, positionals.join(' '))
    const { month = '' } = values
    if (!isMonth(month)) return misused('--month is a month, YYYY-MM', month)
    if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a file of CSV, JSON or XLSX' })
    if (verb === 'send') return await sentMonth(speakerOf(values), path, month)
    const day = dayOf(values['as-of'])
    const open = openMonth(month, day)
    if (open !== undefined) throw new Refused([open])
    return checked(path, month, day)
  },
}
