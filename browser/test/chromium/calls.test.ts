import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLASSIC, Chromium, ForeignSite, META, OwnSite } from './harness.js';

const own = new OwnSite();
const foreign = new ForeignSite();
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  await own.open();
  await foreign.open();
  chromium = await Chromium.start();
  page = await chromium.page();
});

afterAll(async () => {
  await chromium?.close();
  own.close();
  foreign.close();
});

beforeEach(async () => {
  own.reset();
  foreign.reset();
  await page.browserContext().deleteCookie(...(await page.browserContext().cookies()));
});

async function open(head: string): Promise<void> {
  own.html = head + '<p>page</p>';
  await page.goto(own.origin + '/page');
  own.arrivals.length = 0;
}

/** Runs in the page; answers the text of the answer, or the name of the error. */
function send(url: string, init: RequestInit = {}): Promise<string> {
  return page.evaluate(
    (url, init) => fetch(url, init).then((answer) => answer.text(), (error: Error) => error.name),
    url,
    init,
  );
}

interface XhrOptions {
  headers?: Record<string, string>;
  body?: string;
  sync?: boolean;
}

function xhr(method: string, url: string, options: XhrOptions = {}): Promise<string> {
  return page.evaluate(
    (method, url, { headers, body, sync }) =>
      new Promise<string>((resolve) => {
        const request = new XMLHttpRequest();
        request.open(method, url, !sync);
        Object.entries(headers ?? {}).forEach(([name, value]) => request.setRequestHeader(name, value));
        request.onloadend = () => resolve(request.status ? request.responseText : 'error');
        request.send(body ?? null);
      }),
    method,
    url,
    options,
  );
}

function tokens(): (string | undefined)[] {
  return own.unsafe().map(({ token }) => token);
}

/** What an attacker, or a mistake, may write where a URL is expected. FOREIGN is the other site's host and port, OWN this one's. */
const FOREIGN_URLS = [
  'http://FOREIGN/echo',
  ' http://FOREIGN/echo',
  '\thttp://FOREIGN/echo\n',
  'http:\\\\FOREIGN\\echo',
  '//FOREIGN/echo',
  ' //FOREIGN/echo',
  '\\\\FOREIGN\\echo',
  '/\\FOREIGN/echo',
  '/\t/FOREIGN/echo',
  '\n/\r/FOREIGN/echo',
  'HTTP://FOREIGN/echo',
  'ht\ntp://FOREIGN/echo',
  'http:////FOREIGN/echo',
  'http:/\\FOREIGN/echo',
  'http://FOREIGN\\@OWN/echo',
  'http://FOREIGN/OWN/echo',
  'http://FOREIGN#@OWN/echo',
  'http://FOREIGN?@OWN/echo',
];

/** Own host, and yet another origin, or none. */
const OTHER_ORIGINS = [
  'http://own.localhost:1/echo',
  'https://OWN/echo',
  'http://app.OWN/echo',
  'http://own.localhost.:PORT/echo',
  'data:text/plain,echo',
  'http://OWN@FOREIGN/echo',
  'http://OWN:x@FOREIGN/echo',
];

function written(url: string): string {
  return url
    .replace('FOREIGN', foreign.authority)
    .replace('OWN', own.authority)
    .replace('PORT', own.authority.split(':')[1] ?? '');
}

describe('fetch', () => {
  it('sends the token of the meta tag with an unsafe request to the own site', async () => {
    await open(META + CLASSIC);

    expect(await send('/echo', { method: 'POST', body: 'x' })).toBe('fine');

    expect(tokens()).toEqual(['AQpage']);
    expect(own.tokenCalls).toBe(0);
  });

  it.each([
    ['GET', undefined],
    ['HEAD', undefined],
    ['OPTIONS', undefined],
    ['QUERY', undefined],
    ['POST', 'AQpage'],
    ['post', 'AQpage'],
    ['PUT', 'AQpage'],
    ['delete', 'AQpage'],
    ['PATCH', 'AQpage'],
    ['PURGE', 'AQpage'],
  ])('of the method %s sends the token %s', async (method, token) => {
    await open(META + CLASSIC);

    await send('/echo', { method });

    expect(tokens()).toEqual([token]);
  });

  it.each([
    ['/echo?_method=DELETE', {}],
    ['/echo?_METHOD=delete', {}],
    ['/echo?a=b&%5Fm%65thod=PUT', {}],
    ['/echo', { 'X-HTTP-Method-Override': 'PUT' }],
    ['/echo', { 'x-http-method': 'PUT' }],
    ['/echo', { 'X-Method-Override': 'PUT' }],
  ])('sends the token with a GET that asks to be taken for another method: %s %o', async (url, headers) => {
    await open(META + CLASSIC);

    await send(url, { headers });

    expect(tokens()).toEqual(['AQpage']);
  });

  it('sends none with a GET whose _method is empty', async () => {
    await open(META + CLASSIC);

    await send('/echo?_method=');

    expect(tokens()).toEqual([undefined]);
  });

  it.each([...FOREIGN_URLS, ...OTHER_ORIGINS])('sends no token to %j', async (url) => {
    await open(META + CLASSIC);

    await send(written(url), { method: 'POST', body: 'x' });

    expect(foreign.stolen()).toEqual([]);
    expect(tokens().filter(Boolean)).toEqual([]);
  });

  it('reaches the foreign site with those URLs, so that the table above means something', async () => {
    await open(META + CLASSIC);

    for (const url of FOREIGN_URLS) {
      await send(written(url), { method: 'POST', body: 'x' });
    }

    expect(foreign.arrivals.filter(({ method }) => method === 'POST')).toHaveLength(FOREIGN_URLS.length);
  });

  it('sends no token where a <base> makes a relative URL a foreign one', async () => {
    await open(`<base href="${foreign.origin}/">` + META + `<script src="${own.origin}/tallystick.js"></script>`);

    await send('/echo', { method: 'POST', body: 'x' });
    await send('echo', { method: 'POST', body: 'x' });

    expect(foreign.arrivals).toHaveLength(2);
    expect(foreign.stolen()).toEqual([]);
  });

  it('sends no token to a blob: of its own', async () => {
    await open(META + CLASSIC);

    const answer = await page.evaluate(() =>
      fetch(URL.createObjectURL(new Blob(['mine'])), { method: 'POST' }).then((r) => r.text(), (e: Error) => e.name),
    );

    expect(answer).toBe('TypeError');
    expect(tokens()).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('fails rather than take the token along a redirect (%i) to a foreign site', async (status) => {
    await open(META + CLASSIC);
    own.redirectTo = foreign.origin + '/echo';

    const answer = await send('/redirect/' + status, { method: 'POST', body: 'x' });

    expect(answer).toBe('TypeError');
    expect(tokens()).toEqual(['AQpage']);
    expect(foreign.arrivals).toEqual([]);
  });

  it('follows a redirect within the site', async () => {
    await open(META + CLASSIC);
    own.redirectTo = '/echo';

    expect(await send('/redirect/303', { method: 'POST', body: 'x' })).toBe('fine');
  });

  it('takes a Request object, with its headers, body, referrer and signal', async () => {
    await open(META + CLASSIC);

    const answer = await page.evaluate(async () => {
      const request = new Request('/echo', {
        method: 'PUT',
        body: new Blob(['{"a":1}'], { type: 'application/json' }),
        headers: { 'X-Own': 'yes' },
        referrer: '/page?from',
        signal: AbortSignal.timeout(10_000),
      });
      return (await fetch(request)).text();
    });

    expect(answer).toBe('fine');
    expect(own.unsafe()).toMatchObject([
      { method: 'PUT', token: 'AQpage', body: '{"a":1}', headers: { 'x-own': 'yes', 'content-type': 'application/json' } },
    ]);
    expect(own.unsafe()[0]?.headers['referer']).toBe(own.origin + '/page?from');
  });

  it('is aborted as it would be without it', async () => {
    await open(META + CLASSIC);

    const answer = await page.evaluate(() =>
      fetch('/echo', { method: 'POST', signal: AbortSignal.abort() }).then(() => 'sent', (e: Error) => e.name),
    );

    expect(answer).toBe('AbortError');
    expect(tokens()).toEqual([]);
  });

  it('sends a keepalive request at once, with the token at hand, while the page goes away', async () => {
    await open(META + CLASSIC);
    await page.evaluate(() =>
      addEventListener('pagehide', () => void fetch('/echo', { method: 'POST', body: 'bye', keepalive: true })),
    );

    await page.goto('about:blank');
    await expect.poll(() => own.unsafe().length).toBe(1);

    expect(own.unsafe()).toMatchObject([{ token: 'AQpage', body: 'bye' }]);
  });

  it('leaves a header that the page has set alone', async () => {
    await open(META + CLASSIC);

    await send('/echo', { method: 'POST', headers: { 'x-csrf-token': 'AQown' } });

    expect(tokens()).toEqual(['AQown']);
  });

  it('sends the token where the page asked for no-cors, which would drop it', async () => {
    await open(META + CLASSIC);

    await send('/echo', { method: 'POST', mode: 'no-cors' });

    expect(tokens()).toEqual(['AQpage']);
  });

  it('reads the cookie before anything else, as it is now', async () => {
    await open(META + '<script src="/tallystick.js" data-cookie="XSRF-TOKEN"></script>');
    await page.evaluate(() => {
      document.cookie = 'OTHER-XSRF-TOKEN=AQother';
      document.cookie = 'XSRF-TOKEN=AQcookie1';
    });
    await send('/echo', { method: 'POST' });
    await page.evaluate(() => {
      document.cookie = 'XSRF-TOKEN=AQcookie2';
    });
    await send('/echo', { method: 'POST' });

    expect(tokens()).toEqual(['AQcookie1', 'AQcookie2']);
  });

  it('names the header as the page says', async () => {
    await open(META + '<meta name="csrf-header" content="X-XSRF-TOKEN">' + CLASSIC);

    await send('/echo', { method: 'POST' });

    expect(own.unsafe()[0]?.headers['x-xsrf-token']).toBe('AQpage');
  });

  it('asks once for a token that several calls wait for', async () => {
    await open(CLASSIC);

    await page.evaluate(() => Promise.all([1, 2, 3, 4].map(() => fetch('/echo', { method: 'POST' }))));

    expect(tokens()).toEqual(Array(4).fill('AQfresh1'));
    expect(own.tokenCalls).toBe(1);
  });

  it('asks the token endpoint as a page of the same origin', async () => {
    await open(CLASSIC);

    await send('/echo', { method: 'POST' });

    expect(own.arrivals[0]?.headers).toMatchObject({ accept: 'application/json', 'sec-fetch-site': 'same-origin' });
  });
});

describe('a refused fetch', () => {
  const stale = (reason: string) => (own.refuses = ({ token }) => (/^AQfresh/.test(token ?? '') ? undefined : reason));

  it.each(['wrong-token', 'expired-token', 'unknown-key', 'missing-secret'])(
    'is repeated once with a fresh token after %s, with the same body',
    async (reason) => {
      await open(META + CLASSIC);
      stale(reason);

      const answer = await send('/echo', { method: 'POST', body: 'to=bob', headers: { 'X-Own': '1' } });

      expect(answer).toBe('fine');
      expect(own.unsafe()).toMatchObject([
        { token: 'AQpage', body: 'to=bob', headers: { 'x-own': '1' } },
        { token: 'AQfresh1', body: 'to=bob', headers: { 'x-own': '1' } },
      ]);
    },
  );

  it.each(['cross-site', 'untrusted-origin', 'missing-token', 'malformed-token', 'no-protection', 'made-up'])(
    'is not repeated after %s',
    async (reason) => {
      await open(META + CLASSIC);
      stale(reason);

      expect(await send('/echo', { method: 'POST' })).toContain(reason);

      expect(tokens()).toEqual(['AQpage']);
      expect(own.tokenCalls).toBe(0);
    },
  );

  it('is repeated no second time', async () => {
    await open(META + CLASSIC);
    own.refuses = () => 'wrong-token';

    expect(await send('/echo', { method: 'POST' })).toContain('wrong-token');

    expect(tokens()).toEqual(['AQpage', 'AQfresh1']);
    expect(own.tokenCalls).toBe(1);
  });

  it('renews once for all calls that were refused together', async () => {
    await open(META + CLASSIC);
    stale('wrong-token');

    const answers = await page.evaluate(() =>
      Promise.all([1, 2, 3, 4, 5].map(() => fetch('/echo', { method: 'POST' }).then((r) => r.status))),
    );

    expect(answers).toEqual([200, 200, 200, 200, 200]);
    expect(own.tokenCalls).toBe(1);
  });

  it('uses the renewed token from then on', async () => {
    await open(META + CLASSIC);
    stale('unknown-key');

    await send('/echo', { method: 'POST' });
    await send('/echo', { method: 'POST' });

    expect(tokens()).toEqual(['AQpage', 'AQfresh1', 'AQfresh1']);
  });

  it('is repeated with what the cookie has become, without asking', async () => {
    await open('<script src="/tallystick.js" data-cookie="XSRF-TOKEN"></script>');
    await page.evaluate(() => {
      document.cookie = 'XSRF-TOKEN=AQcookie1';
    });
    own.refuses = ({ token }) => (token === 'AQcookie1' ? 'wrong-token' : undefined);

    const answer = await page.evaluate(() => {
      const sent = fetch('/echo', { method: 'POST' });
      document.cookie = 'XSRF-TOKEN=AQcookie2';
      return sent.then((r) => r.status);
    });

    expect(answer).toBe(200);
    expect(tokens()).toEqual(['AQcookie1', 'AQcookie2']);
  });

  it('is answered as it was where no other token is to be had', async () => {
    await open(META + CLASSIC);
    stale('wrong-token');
    own.tokenStatus = 500;

    expect(await send('/echo', { method: 'POST' })).toContain('wrong-token');

    expect(tokens()).toEqual(['AQpage']);
  });

  it('tells its reason to a page that asked for HTML', async () => {
    await open(META + CLASSIC);
    stale('wrong-token');

    await send('/echo', { method: 'POST', headers: { Accept: 'text/html' } });

    expect(own.unsafe().map(({ headers }) => headers['accept'])).toEqual(
      Array(2).fill('text/html, application/problem+json;q=0.1'),
    );
  });

  it('is not repeated when the refusal came after a redirect: the first part was carried out', async () => {
    await open(META + CLASSIC);
    stale('wrong-token');
    own.redirectTo = '/echo';

    expect(await send('/redirect/307', { method: 'POST', body: 'x' })).toContain('wrong-token');

    expect(own.unsafe().map(({ path }) => path)).toEqual(['/redirect/307', '/echo']);
  });
});

describe('XMLHttpRequest', () => {
  it('gets a fresh token each time, and sends its body and headers', async () => {
    await open(META + CLASSIC);

    expect(await xhr('POST', '/echo', { headers: { 'X-Own': '1' }, body: 'a=b' })).toBe('fine');
    expect(await xhr('POST', '/echo')).toBe('fine');

    expect(own.unsafe()).toMatchObject([
      { token: 'AQfresh1', body: 'a=b', headers: { 'x-own': '1' } },
      { token: 'AQfresh2' },
    ]);
  });

  it('is not repeated', async () => {
    await open(META + CLASSIC);
    own.refuses = () => 'wrong-token';

    expect(await xhr('POST', '/echo')).toContain('wrong-token');

    expect(tokens()).toEqual(['AQfresh1']);
  });

  it('takes the token of the page where there is no endpoint', async () => {
    await open(META + '<script src="/tallystick.js"></script>');

    await xhr('DELETE', '/echo');

    expect(tokens()).toEqual(['AQpage']);
  });

  it('takes the token at hand where the endpoint fails', async () => {
    await open(META + CLASSIC);
    own.tokenStatus = 500;

    await xhr('POST', '/echo');

    expect(tokens()).toEqual(['AQpage']);
  });

  it('takes the token at hand when it is synchronous', async () => {
    await open(META + CLASSIC);

    await xhr('POST', '/echo', { sync: true }).catch(() => undefined);

    expect(tokens()).toEqual(['AQpage']);
  });

  it('sends a header that the page has set once', async () => {
    await open(META + CLASSIC);

    await xhr('POST', '/echo', { headers: { 'x-csrf-token': 'AQown' } });

    expect(tokens()).toEqual(['AQown']);
  });

  it.each(['GET', 'HEAD'])('sends no token with %s', async (method) => {
    await open(META + CLASSIC);

    await xhr(method, '/echo');

    expect(tokens()).toEqual([undefined]);
  });

  it.each([...FOREIGN_URLS, ...OTHER_ORIGINS])('sends no token to %j', async (url) => {
    await open(META + CLASSIC);

    await xhr('POST', written(url), { body: 'x' });

    expect(foreign.stolen()).toEqual([]);
    expect(tokens().filter(Boolean)).toEqual([]);
  });

  it('decides by the address it was opened with, whatever <base> says when it is sent', async () => {
    await open(META + CLASSIC);

    await page.evaluate(
      (base) =>
        new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open('POST', 'http://evil.localhost:' + new URL(base).port + '/echo');
          const element = document.createElement('base');
          element.href = location.origin;
          document.head.append(element);
          request.onloadend = resolve;
          request.send('x');
        }),
      foreign.origin,
    );

    expect(foreign.stolen()).toEqual([]);
  });

  it.each([302, 307])('loses nothing to a foreign site that a redirect (%i) names, unless that site asks for the header', async (status) => {
    await open(META + CLASSIC);
    own.redirectTo = foreign.origin + '/echo';
    foreign.allowedHeaders = 'X-Other';

    expect(await xhr('POST', '/redirect/' + status, { body: 'x' })).toBe('error');

    expect(tokens()).toEqual(['AQfresh1']);
    expect(foreign.arrivals.filter(({ token }) => token)).toEqual([]);
  });

  it('has no mode that would keep its header from a redirect to a site that asks for it: why fetch is better', async () => {
    await open(META + CLASSIC);
    own.redirectTo = foreign.origin + '/echo';

    await xhr('POST', '/redirect/307', { body: 'x' });

    // A fact about browsers, said in docs/browser.md. If it changes, that page can promise more.
    expect(foreign.arrivals.at(-1)?.token).toBe('AQfresh1');
  });

  it('is never sent when it is aborted while a token is fetched', async () => {
    await open(META + CLASSIC);

    const events = await page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = [];
          const request = new XMLHttpRequest();
          for (const type of ['load', 'abort', 'loadend']) {
            request.addEventListener(type, () => seen.push(type));
          }
          request.open('POST', '/echo');
          request.send('x');
          request.abort();
          setTimeout(() => resolve(seen), 300);
        }),
    );

    expect(events).toEqual(['abort', 'loadend']);
    expect(tokens()).toEqual([]);
  });

  it('can be opened anew while a token is fetched, and then sends the new request alone', async () => {
    await open(META + CLASSIC);

    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open('POST', '/echo?first');
          request.send('x');
          request.open('POST', '/echo?second');
          request.onloadend = resolve;
          request.send('y');
        }),
    );

    expect(own.unsafe().map(({ path }) => path)).toEqual(['/echo?second']);
  });

  it('refuses a header or a second send after the first, as ever', async () => {
    await open(META + CLASSIC);

    const errors = await page.evaluate(() => {
      const request = new XMLHttpRequest();
      const attempt = (what: () => void) => {
        try {
          what();
          return 'none';
        } catch (e) {
          return (e as Error).name;
        }
      };
      request.open('POST', '/echo');
      request.send();
      return [attempt(() => request.send()), attempt(() => request.setRequestHeader('X-A', 'b'))];
    });

    expect(errors).toEqual(['InvalidStateError', 'InvalidStateError']);
  });
});
