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

const COOKIE = '<script src="/tallystick.js" data-cookie="XSRF-TOKEN"></script>';
const PLAIN = '<script src="/tallystick.js"></script>';

async function open(head: string, body: string): Promise<void> {
  own.html = `<head>${head}</head><body>${body}</body>`;
  await page.goto(own.origin + '/page');
  own.arrivals.length = 0;
}

/** What has arrived at /echo, once something has; and what would have come after it. */
async function sent(site: OwnSite | ForeignSite = own) {
  const arrived = () => site.arrivals.filter(({ path }) => path.startsWith('/echo'));
  await expect.poll(() => arrived().length, { timeout: 5000 }).toBeGreaterThan(0);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50))).catch(() => undefined);
  return arrived();
}

/** Runs in the page what makes it go away, sometimes before it could answer. */
async function leave(script: () => unknown): Promise<void> {
  await page.evaluate(script as () => void).catch((error: unknown) => {
    if (!/context was destroyed|detached/i.test(String(error))) {
      throw error;
    }
  });
}

/** The fields of the one form that arrived, as [name, value] pairs. */
async function fields(): Promise<[string, string][]> {
  const arrived = await sent();
  expect(arrived).toHaveLength(1);
  return [...new URLSearchParams(arrived[0]?.body)];
}

const FORM = '<form method="post" action="/echo"><input name="to" value="bob"><button name="b" value="1">Pay</button></form>';

describe('a form sent by hand', () => {
  it('gets a token asked for just then, and keeps its fields and its button', async () => {
    await open(META + CLASSIC, FORM);

    await page.click('button');

    expect(await fields()).toEqual([['to', 'bob'], ['b', '1'], ['_csrf', 'AQfresh1']]);
    expect(own.tokenCalls).toBe(1);
  });

  it('gets a token when it is sent with the Enter key', async () => {
    await open(META + CLASSIC, FORM);

    await page.focus('input');
    await page.keyboard.press('Enter');

    expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
  });

  it('has its field from before a login in another tab replaced, and holds it once', async () => {
    await open(CLASSIC, FORM.replace('<button', '<input type="hidden" name="_csrf" value="AQold"><button'));

    await page.click('button');

    expect((await fields()).filter(([name]) => name === '_csrf')).toEqual([['_csrf', 'AQfresh1']]);
  });

  it('has it replaced by what the cookie says now, without a call', async () => {
    await open(COOKIE, FORM.replace('<button', '<input type="hidden" name="_csrf" value="AQold"><button'));
    await page.evaluate(() => {
      document.cookie = 'XSRF-TOKEN=AQcookie2';
    });

    await page.click('button');

    expect((await fields()).filter(([name]) => name === '_csrf')).toEqual([['_csrf', 'AQcookie2']]);
    expect(own.tokenCalls).toBe(0);
  });

  it('keeps a field of its own rather than take an older one from the meta tag', async () => {
    await open(META + PLAIN, FORM.replace('<button', '<input type="hidden" name="_csrf" value="AQnewer"><button'));

    await page.click('button');

    expect(await fields()).toContainEqual(['_csrf', 'AQnewer']);
  });

  it('gets the token of the meta tag where it has none', async () => {
    await open(META + PLAIN, FORM);

    await page.click('button');

    expect(await fields()).toContainEqual(['_csrf', 'AQpage']);
  });

  it('keeps a token that holds for its action alone', async () => {
    const forAction = 'AwFhAAAAAAAAAAAAAAAA';
    await open(META + CLASSIC, FORM.replace('<button', `<input type="hidden" name="_csrf" value="${forAction}"><button`));

    await page.click('button');

    expect((await fields()).filter(([name]) => name === '_csrf')).toEqual([['_csrf', forAction]]);
  });

  it('is sent with what it has where the endpoint fails', async () => {
    await open(CLASSIC, FORM.replace('<button', '<input type="hidden" name="_csrf" value="AQold"><button'));
    own.tokenStatus = 500;

    await page.click('button');

    expect(await fields()).toContainEqual(['_csrf', 'AQold']);
  });

  it('is sent once, however often the button is pressed meanwhile', async () => {
    await open(META + CLASSIC, FORM);

    await leave(() => {
      const button = document.querySelector('button');
      button?.click();
      button?.click();
      button?.click();
    });

    expect(await sent()).toHaveLength(1);
  });

  it('sends its files', async () => {
    await open(
      META + CLASSIC,
      '<form method="post" action="/echo" enctype="multipart/form-data"><input type="file" name="f"><button>Send</button></form>',
    );
    await page.evaluate(() => {
      const files = new DataTransfer();
      files.items.add(new File(['content of the file'], 'a.txt', { type: 'text/plain' }));
      (document.querySelector('input') as HTMLInputElement).files = files.files;
    });

    await page.click('button');

    const [arrival] = await sent();
    expect(arrival?.body).toContain('content of the file');
    expect(arrival?.body).toMatch(/name="_csrf"\r\n\r\nAQfresh1\r\n/);
  });

  it('gets none when it is a GET', async () => {
    await open(META + CLASSIC, FORM.replace('post', 'get'));

    await page.click('button');

    const [arrival] = await sent();
    expect(arrival?.path).toBe('/echo?to=bob&b=1');
    expect(own.tokenCalls).toBe(0);
  });

  it('goes where its button says, with the method it says', async () => {
    await open(
      META + CLASSIC,
      '<form action="/page"><button formmethod="POST" formaction="/echo?button">Pay</button></form>',
    );

    await page.click('button');

    const [arrival] = await sent();
    expect(arrival).toMatchObject({ method: 'POST', path: '/echo?button', body: '_csrf=AQfresh1' });
  });

  it('without an action goes to the page itself, whatever <base> says', async () => {
    await open(META + CLASSIC, '');
    own.html = `<head>${META + CLASSIC}<base href="${foreign.origin}/"></head><form method="post"><button>Pay</button></form>`;
    await page.goto(own.origin + '/page');
    own.arrivals.length = 0;

    await page.click('button');

    await expect.poll(() => own.arrivals.find(({ method }) => method === 'POST')?.body).toBe('_csrf=AQfresh1');
  });

  it('in a shadow tree gets a token too', async () => {
    await open(META + CLASSIC, '<div></div>');
    await leave(() => {
      const root = (document.querySelector('div') as HTMLElement).attachShadow({ mode: 'open' });
      const form = document.createElement('form');
      form.method = 'post';
      form.action = '/echo';
      form.append(document.createElement('button'));
      root.append(form);
      form.querySelector('button')?.click();
    });

    expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
  });
});

describe('the listeners of a page', () => {
  it('hear of a submission once, and see its button', async () => {
    await open(META + CLASSIC, FORM);
    await page.evaluate(() => {
      const seen: string[] = [];
      document.addEventListener('submit', (event) => {
        seen.push((event.submitter as HTMLButtonElement).name);
        (document.querySelector('input') as HTMLInputElement).value = seen.join();
      });
    });

    await page.click('button');

    expect(await fields()).toContainEqual(['to', 'b']);
  });

  it('can call it off, and send it themselves: then the header carries the token, and the body need not', async () => {
    await open(META + CLASSIC, FORM);
    await page.evaluate(() => {
      document.addEventListener('submit', (event) => {
        event.preventDefault();
        void fetch('/echo', { method: 'POST', body: new URLSearchParams(new FormData(event.target as HTMLFormElement) as never) });
      });
    });

    await page.click('button');

    expect(await sent()).toMatchObject([{ token: 'AQfresh1', body: 'to=bob' }]);
  });

  it('get no token into what they collect of a form for a foreign site', async () => {
    await open(META + CLASSIC, FORM);
    await page.evaluate((origin) => {
      document.addEventListener('submit', (event) => {
        const data = new FormData(event.target as HTMLFormElement);
        event.preventDefault();
        void fetch(origin + '/echo', { method: 'POST', body: data });
      });
    }, foreign.origin);

    await page.click('button');

    await sent(foreign);
    expect(foreign.stolen()).toEqual([]);
  });

  it('can turn the form to a foreign site at the last moment, which then gets no token', async () => {
    await open(META + CLASSIC, FORM);
    await page.evaluate((origin) => {
      document.addEventListener('submit', (event) => (event.target as HTMLFormElement).setAttribute('action', origin + '/echo'));
    }, foreign.origin);

    await page.click('button');

    await sent(foreign);
    expect(foreign.stolen()).toEqual([]);
  });

  it('can make a submit event of their own, which sends nothing', async () => {
    await open(META + CLASSIC, FORM);

    await page.evaluate(() => document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));

    expect(own.unsafe()).toEqual([]);
    expect(own.tokenCalls).toBe(0);
  });
});

describe('a form for a foreign site', () => {
  it.each([
    ['action', '<form method="post" action="FOREIGN/echo"><button>x</button></form>'],
    ['action with spaces', '<form method="post" action="  FOREIGN/echo "><button>x</button></form>'],
    ['action without scheme', '<form method="post" action="//HOST/echo"><button>x</button></form>'],
    ['action with backslashes', '<form method="post" action="\\\\HOST\\echo"><button>x</button></form>'],
    ['action with user info', '<form method="post" action="http://OWN@HOST/echo"><button>x</button></form>'],
    ['formaction', '<form method="post" action="/echo"><button formaction="FOREIGN/echo">x</button></form>'],
    ['a field named action', '<form method="post" action="FOREIGN/echo"><input name="action" value="/echo"><button>x</button></form>'],
    ['a field named getAttribute', '<form method="post" action="FOREIGN/echo"><input name="getAttribute"><button>x</button></form>'],
    ['<base>', '<base href="FOREIGN/"><form method="post" action="echo"><button>x</button></form>'],
  ])('gets no token: %s', async (_, body) => {
    const html = body.replaceAll('FOREIGN', foreign.origin).replaceAll('HOST', foreign.authority).replaceAll('OWN', own.authority);
    await open(META + CLASSIC, html);

    await page.click('button');

    await sent(foreign);
    expect(foreign.stolen()).toEqual([]);
    expect(own.tokenCalls).toBe(0);
  });

  it('gets none when a script submits it', async () => {
    await open(META + CLASSIC, `<form method="post" action="${foreign.origin}/echo"></form>`);

    await leave(() => document.querySelector('form')?.submit());

    await sent(foreign);
    expect(foreign.stolen()).toEqual([]);
  });
});

describe('names of fields that stand before properties', () => {
  it.each(['action', 'method', 'submit', 'requestSubmit', 'getAttribute', 'attributes', 'isConnected', 'elements', 'target', 'formData'])(
    'don\'t confuse it: %s',
    async (name) => {
      await open(META + CLASSIC, `<form method="post" action="/echo"><input name="${name}" value="http://evil.example"><button>x</button></form>`);

      await page.click('button');

      expect(await fields()).toEqual([[name, 'http://evil.example'], ['_csrf', 'AQfresh1']]);
    },
  );

  it.each(['querySelector', 'baseURI', 'currentScript', 'createElement', 'documentElement', 'addEventListener'])(
    'nor names of elements before those of the document: %s',
    async (name) => {
      await open(`<form name="${name}"></form><img name="${name}">` + META + CLASSIC, FORM.replace('<form', '<form id="pay"'));

      await page.click('button');

      expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
    },
  );
});

describe('a form that a script submits', () => {
  it.each(['createElement', 'documentElement', 'baseURI'])('is not confused by an element named %s', async (name) => {
    await open(META + CLASSIC, `<form name="${name}"></form>` + FORM.replace('<form', '<form id="pay"'));

    await leave(() => {
      const query = Document.prototype.querySelector.bind(document);
      query<HTMLFormElement>('#pay')?.submit();
    });

    expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
  });

  it('with requestSubmit() gets a fresh token', async () => {
    await open(META + CLASSIC, FORM);

    await leave(() => document.querySelector('form')?.requestSubmit());

    expect(await fields()).toEqual([['to', 'bob'], ['_csrf', 'AQfresh1']]);
  });

  it('with submit() gets a fresh token', async () => {
    await open(META + CLASSIC, FORM);

    await leave(() => document.querySelector('form')?.submit());

    expect(await fields()).toEqual([['to', 'bob'], ['_csrf', 'AQfresh1']]);
  });

  it('with submit() is sent as it was then, though the script goes on to change and remove it', async () => {
    await open(META + CLASSIC, '');

    await leave(() => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = '/echo';
      form.innerText = '';
      const input = document.createElement('input');
      input.name = 'to';
      input.value = 'bob';
      form.append(input);
      document.body.append(form);
      form.submit();
      input.value = 'eve';
      form.remove();
    });

    expect(await fields()).toEqual([['to', 'bob'], ['_csrf', 'AQfresh1']]);
  });

  it('with submit() is sent at once where there is no endpoint to ask', async () => {
    await open(META + PLAIN, FORM);

    await leave(() => document.querySelector('form')?.submit());

    expect(await fields()).toEqual([['to', 'bob'], ['_csrf', 'AQpage']]);
  });

  it('with submit() sends nothing while it isn\'t in the page', async () => {
    await open(META + CLASSIC, '');

    await page.evaluate(() => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = '/echo';
      form.submit();
      return new Promise((resolve) => setTimeout(resolve, 200));
    });

    expect(own.unsafe()).toEqual([]);
    expect(own.tokenCalls).toBe(0);
  });

  it('leaves no token in the page', async () => {
    await open(META + CLASSIC, FORM.replace('<form', '<form target="elsewhere"') + '<iframe name="elsewhere"></iframe>');

    await page.click('button');

    expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
    expect(await page.evaluate(() => document.body.innerHTML)).not.toContain('AQfresh');
  });
});

describe('the script', () => {
  it('is one, though the page has it twice', async () => {
    await open(META + CLASSIC + CLASSIC, FORM);

    await page.click('button');

    expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
    expect(own.tokenCalls).toBe(1);
  });

  it('refuses a token endpoint on another origin, and says what to write', async () => {
    const errors: string[] = [];
    const listener = (error: unknown) => errors.push(String(error));
    page.on('pageerror', listener);

    await open(META + `<script src="/tallystick.js" data-token-url="${foreign.origin}/csrf-token"></script>`, FORM);
    page.off('pageerror', listener);

    expect(errors.join()).toContain('is on another origin: tokens are asked of this one alone. Write a path');
  });

  it('is a module as well', async () => {
    own.files['/start.mjs'] = "import { install } from '/tallystick.mjs'; install({ tokenUrl: '/csrf-token' });";
    await open(META + '<script type="module" src="/start.mjs"></script>', FORM);

    await page.click('button');

    expect(await fields()).toContainEqual(['_csrf', 'AQfresh1']);
  });
});
