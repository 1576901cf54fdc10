/** Two projects: `unit` is what `npm run check` runs; `whole` carries cases to sealed paper and runs the command line. */
import { defineConfig } from 'vitest/config'

const whole = ['test/certificate/**/*.test.ts', 'test/cli/**/*.test.ts']

export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: whole, isolate: false, testTimeout: 30_000 },
      },
      { extends: true, test: { name: 'whole', include: whole, testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
})
