/**
 * Three projects: `unit` is what `npm run check` runs; `whole` starts databases, services and the command line, breaks
 * them, and carries cases to sealed paper; `browser` is the console in a real one.
 */
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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

/** Files that take long begin first and those of a moment end the run, so that no worker waits alone for a long one. */
class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = ['whole', 'browser', 'unit']
    const place = ({ project }: TestSpecification): number => order.indexOf(project.name)
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    pool: 'threads',
    // Files share what they import: evaluating the service anew for each of hundreds took a minute of both cores.
    isolate: false,
    // Every process that a test starts reads the same sources: what Node makes of them is kept for the next one.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'out/compile-cache') },
    maxWorkers: 2,
    sequence: { sequencer: LongOnesFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...whole, ...browser],
          testTimeout: 30_000,
        },
      },
      { extends: true, test: { name: 'whole', include: whole, testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: ['test/browser/console-built.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
