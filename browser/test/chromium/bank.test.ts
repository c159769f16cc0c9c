// The script in a real application: the demonstration bank, whose account page pays by fetch and signs out by a form.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium } from './harness.js';

// The first start builds it.
const MOST_START_MS = 540_000;

let bank: ChildProcess;
let origin: string;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  bank = spawn('../bank', ['--port=0', '--attacker-port=0', '--db=jdbc:h2:mem:browser;USER=bank;DB_CLOSE_DELAY=-1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  origin = await new Promise<string>((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/bank\.localhost:\d+/.exec(said);
      if (found) {
        resolve(found[0]);
      }
    };
    bank.stdout?.on('data', hear);
    bank.stderr?.on('data', hear);
    bank.on('exit', (status) => reject(new Error(`./bank ended with ${status}: ${said}`)));
  });
  chromium = await Chromium.start();
  page = await chromium.page();
}, MOST_START_MS);

afterAll(async () => {
  await chromium?.close();
  bank?.removeAllListeners('exit');
  bank?.kill();
});

async function signIn(on: Page): Promise<void> {
  await on.goto(origin + '/web/login');
  await on.type('#user', 'ann');
  await on.type('#password', 'ann');
  await Promise.all([on.waitForNavigation(), on.click('main button')]);
}

/** In another tab of the same browser: afterwards the first tab's tokens are those of a session that has ended. */
async function signInAnew(): Promise<void> {
  const tab = await page.browserContext().newPage();
  await tab.goto(origin + '/web/account');
  await Promise.all([tab.waitForNavigation(), tab.click('header button')]);
  await signIn(tab);
  await tab.close();
  await page.bringToFront();
}

async function pay(pounds: string): Promise<string> {
  await page.evaluate(() => {
    (document.getElementById('notice') as HTMLElement).textContent = '';
  });
  await page.type('#to', 'bob');
  await page.type('#amount', pounds);
  await page.click('#pay button');
  await page.waitForFunction(() => document.getElementById('notice')?.textContent !== '');
  return page.$eval('#notice', (notice) => notice.textContent ?? '');
}

describe('at the bank', () => {
  it('a payment by a script that knows of no token is let in', async () => {
    await signIn(page);
    await page.goto(origin + '/web/account');

    expect(await pay('1.23')).toBe('You paid bob £1.23.');
  });

  it('a page from before a login in another tab pays all the same', async () => {
    await page.goto(origin + '/web/account');
    await signInAnew();

    expect(await pay('2.34')).toBe('You paid bob £2.34.');
  });

  it('and so do several payments of it at once, none of them twice', async () => {
    await page.goto(origin + '/web/account');
    await signInAnew();

    const answers = await page.evaluate(() =>
      Promise.all(
        [1, 2, 3].map((pence) =>
          fetch('/web/transfers', {
            method: 'POST',
            headers: { Accept: 'application/json' },
            body: new URLSearchParams({ to: 'bob', amount: '7.0' + pence }),
          }).then((answer) => answer.status),
        ),
      ),
    );
    const paid = await page.evaluate(async () => {
      const answer = await fetch('/web/transfers', { headers: { Accept: 'application/json' } });
      return ((await answer.json()) as { amount: number }[]).map(({ amount }) => amount).filter((pence) => pence > 700 && pence < 704);
    });

    expect(answers).toHaveLength(3);
    expect(answers.every((status) => status < 300)).toBe(true);
    expect(paid.sort()).toEqual([701, 702, 703]);
  });

  it('its form from before that login signs out with the new token', async () => {
    await page.goto(origin + '/web/account');
    await signInAnew();

    await Promise.all([page.waitForNavigation(), page.click('header button')]);

    expect(page.url()).toBe(origin + '/web/login');
  });

  it('a form without the script is refused then, so that the above means something', async () => {
    await signIn(page);
    await page.goto(origin + '/web/transfers/new');
    await signInAnew();
    await page.type('#to', 'bob');
    await page.type('#amount', '3.45');

    await Promise.all([page.waitForNavigation(), page.click('main button')]);

    expect(await page.content()).toContain('wrong-token');
  });
});
