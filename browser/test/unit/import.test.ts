// @vitest-environment node
import { expect, it } from 'vitest';

it('can be imported where there is no page, as servers that render do', async () => {
  expect(typeof window).toBe('undefined');

  const { install } = await import('../../src/index.js');

  expect(install).toBeTypeOf('function');
});
