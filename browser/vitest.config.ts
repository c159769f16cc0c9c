import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/*.test.ts'], environment: 'jsdom', environmentOptions: { jsdom: { url: 'https://bank.example/web/page' } } } },
      { test: { name: 'chromium', include: ['test/chromium/*.test.ts', 'test/recipes/*.test.ts'], environment: 'node', testTimeout: 20_000, hookTimeout: 60_000, fileParallelism: false } },
    ],
  },
});
