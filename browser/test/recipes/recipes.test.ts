import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium } from '../chromium/harness.js';
import { bundle, recipe, RecipeSite } from './harness.js';

// The first start builds the reference application.
const MOST_START_MS = 540_000;
const MOST_LINES = 60;

let chromium: Chromium;

beforeAll(async () => {
  chromium = await Chromium.start();
});

afterAll(() => chromium?.close());

async function open(site: RecipeSite): Promise<Page> {
  const page = await chromium.page();
  await page.goto(site.origin + '/');
  await page.waitForSelector('button');
  return page;
}

/** Presses a button, waits until the payment is let in, and tells what the page says then. */
async function press(page: Page, button = 'button'): Promise<string> {
  const paid = page.waitForResponse((answer) => answer.url().endsWith('/web/transfers') && answer.ok());
  await page.click(button);
  await paid;
  await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent !== '');
  return page.$eval('[role=status]', (element) => element.textContent ?? '');
}

/** The same where the server's answer itself is put into the page. */
async function swap(page: Page, button: string): Promise<string> {
  await page.$eval('#answer', (element) => (element.textContent = ''));
  await page.click(button);
  await page.waitForFunction(() => document.querySelector('#answer')?.textContent !== '');
  return page.$eval('#answer', (element) => element.textContent ?? '');
}

/** Signs in, in another tab of the same browser: tokens from before no longer verify. */
async function signInElsewhere(page: Page, site: RecipeSite, names: { headerName: string }): Promise<void> {
  const tab = await page.browserContext().newPage();
  await tab.goto(site.origin + '/web/token');
  const status = await tab.evaluate(async ({ headerName }) => {
    const { token } = JSON.parse(document.body.innerText) as { token: string };
    const answer = await fetch('/web/login', {
      method: 'POST',
      headers: { [headerName]: token },
      body: new URLSearchParams({ user: 'ann' }),
    });
    return answer.status;
  }, names);
  expect(status).toBe(200);
  await tab.close();
  await page.bringToFront();
}

/** A recipe's page, with its server, for the tests of one block. */
function started(name: string, aliases: Record<string, string> = {}): { site: RecipeSite } {
  const holder = {} as { site: RecipeSite };
  beforeAll(async () => {
    const found = recipe(name);
    holder.site = await RecipeSite.start(found, await bundle(found.files, aliases));
  }, MOST_START_MS);
  afterAll(() => holder.site?.close());
  return holder;
}

describe.each([
  ['react', 'X-CSRF-Token'],
  ['vue', 'X-CSRF-Token'],
  ['angular', 'X-XSRF-TOKEN'],
  ['axios', 'X-XSRF-TOKEN'],
  ['jquery', 'X-CSRF-Token'],
])('the recipe for %s', (name, headerName) => {
  const holder = started(name);

  it('pays, and pays again after a login in another tab', async () => {
    const page = await open(holder.site);
    expect(await press(page)).toBe('Paid.');

    await signInElsewhere(page, holder.site, { headerName });

    expect(await press(page)).toBe('Paid.');
    await page.browserContext().close();
  });
});

describe.each([
  ['htmx 4', {}],
  ['htmx 2', { 'htmx.org': 'htmx-2' }],
])('the recipe for %s', (_, aliases) => {
  const holder = started('htmx', aliases);

  it('pays and cancels, also after a login in another tab', async () => {
    const page = await open(holder.site);
    expect(await swap(page, 'button[hx-post]')).toContain('"method":"POST"');

    await signInElsewhere(page, holder.site, { headerName: 'X-CSRF-Token' });

    expect(await swap(page, 'button[hx-post]')).toContain('"user":"ann"');
    expect(await swap(page, '#cancel')).toContain('"method":"DELETE"');
    await page.browserContext().close();
  });
});

describe.each(['from-spring-security', 'from-django', 'from-rails', 'from-owasp-csrfguard'])('%s', (name) => {
  const holder = started(name);

  it('keeps its scripts', async () => {
    const page = await open(holder.site);

    expect(await press(page, '#script')).toBe('Paid.');
    await page.browserContext().close();
  });

  it('keeps its forms', async () => {
    const page = await open(holder.site);

    await Promise.all([page.waitForNavigation(), page.click('#form')]);

    expect(await page.evaluate(() => document.body.innerText)).toContain('"method":"POST"');
    await page.browserContext().close();
  });
});

describe('from-tomcat', () => {
  const holder = started('from-tomcat');

  it('keeps its header', async () => {
    const page = await open(holder.site);

    expect(await press(page, '#script')).toBe('Paid.');
    await page.browserContext().close();
  });
});

describe('a server with those names', () => {
  const holder = started('from-django');

  it('refuses what carries no token, so that the above means something', async () => {
    const page = await open(holder.site);

    const status = await page.evaluate(async () => (await fetch('/web/transfers', { method: 'POST' })).status);

    expect(status).toBe(403);
    await page.browserContext().close();
  });
});

describe('each recipe', () => {
  const names = readdirSync('../docs/recipes').filter((file) => file !== 'README.md');

  it.each(names)('is a screen long and stands in the list: %s', (file) => {
    expect(readFileSync('../docs/recipes/' + file, 'utf8').split('\n').length).toBeLessThanOrEqual(MOST_LINES);
    expect(readFileSync('../docs/recipes/README.md', 'utf8')).toContain(`(${file})`);
  });
});
