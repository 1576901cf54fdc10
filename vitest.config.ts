/**
 * Three projects: `unit` is what `npm run check` runs; `whole` starts databases, services and the command line, breaks
 * them, and carries cases to sealed paper; `browser` is the console in a real one.
 */
import { defineConfig } from 'vitest/config'

const browser = ['test/browser/**/*.test.ts']
const whole = [
  ...['db', 'fault', 'flow', 'identity', 'audit', 'papers', 'certificate', 'cli', 'telemetry', 'webhooks'].map(
    folder => `test/${folder}/**/*.test.ts`,
  ),
  'test/guarantee/service/**/*.test.ts',
  'test/policy/whole-story.test.ts',
  'test/policy/*/service.test.ts',
  'test/policy/publishing/**/*.test.ts',
  'test/policy/editions/{story,store,four-eyes-kept,stops,command-line,command-line-story}.test.ts',
  // What the API promises its callers is compared as text, and in a moment.
  'test/http/!(api-changes).test.ts',
]

export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...whole, ...browser],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      { extends: true, test: { name: 'whole', include: whole, testTimeout: 120_000, hookTimeout: 120_000 } },
      { extends: true, test: { name: 'browser', include: browser, testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
})
