/** What the command line takes from its environment, read as it is asked for. */
import { join } from 'node:path'
import { calendarDate } from '../kernel/calendar.ts'
import { dayIn, systemClock } from '../platform/clock.ts'
import { type Config, configOf } from '../platform/config.ts'

export const config = (): Config => configOf(process.env)

/** Where this machine's keys are kept. */
export const keyFolder = (): string => join(config().dataFolder, 'keys')

/** The legal day that it is. */
export const today = () => calendarDate(dayIn(config().legalZone, systemClock.now()))
