import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One file at a time: some start servers that are built first, and share parts of that build.
    fileParallelism: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/*.test.ts'],
          environment: 'jsdom',
          environmentOptions: { jsdom: { url: 'https://bank.example/web/page' } },
        },
      },
      {
        test: {
          name: 'chromium',
          include: ['test/chromium/*.test.ts', 'test/recipes/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
