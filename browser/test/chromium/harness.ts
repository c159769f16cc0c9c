// A real browser, this origin and a foreign one. Both servers write down what reaches them.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export interface Arrival {
  method: string;
  path: string;
  token: string | undefined;
  headers: Record<string, string | undefined>;
  body: string;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

abstract class Site {
  readonly arrivals: Arrival[] = [];
  private readonly server: Server;

  constructor(private readonly host: string) {
    this.server = createServer((request, response) => {
      void this.read(request).then((arrival) => {
        const { status, headers, body } = this.reply(arrival);
        response.writeHead(status, { 'Cache-Control': 'no-store', ...headers }).end(body);
      });
    });
  }

  protected abstract reply(arrival: Arrival): Reply;

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get authority(): string {
    return `${this.host}:${(this.server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return 'http://' + this.authority;
  }

  private async read(request: IncomingMessage): Promise<Arrival> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const headers = request.headers as Record<string, string | undefined>;
    const arrival = {
      method: request.method ?? '',
      path: request.url ?? '',
      token: headers['x-csrf-token'],
      headers,
      body: Buffer.concat(chunks).toString('latin1'),
    };
    this.arrivals.push(arrival);
    return arrival;
  }
}

/** The guarded site: answers /csrf-token, refuses what `refuses` says, and lets only its own files run as scripts. */
export class OwnSite extends Site {
  html = '';
  readonly files: Record<string, string> = {};
  refuses: (arrival: Arrival) => string | undefined = () => undefined;
  tokenStatus = 200;
  redirectTo = '';
  private issued = 0;

  constructor() {
    super('own.localhost');
  }

  get tokenCalls(): number {
    return this.arrivals.filter(({ path }) => path === '/csrf-token').length;
  }

  unsafe(): Arrival[] {
    return this.arrivals.filter(({ path }) => /^\/(echo|redirect)/.test(path));
  }

  reset(): void {
    this.arrivals.length = 0;
    this.refuses = () => undefined;
    this.tokenStatus = 200;
    this.issued = 0;
  }

  protected reply(arrival: Arrival): Reply {
    const path = arrival.path.replace(/[?#].*/, '');
    if (path === '/page') {
      return {
        status: 200,
        headers: {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': "default-src 'self'; connect-src *; form-action *; base-uri *; script-src 'self'; object-src 'none'; require-trusted-types-for 'script'",
        },
        body: '<!DOCTYPE html>' + this.html,
      };
    }
    if (path === '/csrf-token') {
      return {
        status: this.tokenStatus,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: 'AQfresh' + ++this.issued, parameterName: '_csrf', headerName: 'X-CSRF-Token' }),
      };
    }
    if (path.endsWith('.js') || path.endsWith('.mjs')) {
      return { status: 200, headers: { 'Content-Type': 'text/javascript; charset=utf-8' }, body: this.files[path] ?? readFileSync('dist' + path, 'utf8') };
    }
    if (path.startsWith('/redirect')) {
      return { status: Number(path.slice(-3)), headers: { Location: this.redirectTo } };
    }
    const reason = this.refuses(arrival);
    if (reason) {
      const body = JSON.stringify({ type: 'about:blank', title: 'Forbidden', status: 403, reason });
      return { status: 403, headers: { 'Content-Type': 'application/problem+json' }, body };
    }
    return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: 'fine' };
  }
}

/** Lets every origin send it everything, unless `allowedHeaders` says what alone. */
export class ForeignSite extends Site {
  allowedHeaders: string | undefined;

  constructor() {
    super('evil.localhost');
  }

  reset(): void {
    this.arrivals.length = 0;
    this.allowedHeaders = undefined;
  }

  protected reply(arrival: Arrival): Reply {
    return {
      status: 200,
      headers: {
        // No preflight is remembered from one test to the next.
        'Access-Control-Max-Age': '0',
        'Access-Control-Allow-Origin': arrival.headers['origin'] ?? '*',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'POST, PUT, PATCH, DELETE, patch',
        'Access-Control-Allow-Headers': this.allowedHeaders ?? arrival.headers['access-control-request-headers'] ?? '*',
        'Content-Type': 'text/html',
      },
      body: 'mine',
    };
  }

  /** What of the token came here: as a header, announced by a preflight, or in a body. */
  stolen(): Arrival[] {
    return this.arrivals.filter(
      ({ token, headers, body }) =>
        token !== undefined ||
        /x-csrf-token/i.test(headers['access-control-request-headers'] ?? '') ||
        /_csrf|AQ(fresh|page|cookie)/.test(body),
    );
  }
}

export class Chromium {
  private constructor(
    private readonly browser: Browser,
    private readonly profile: string,
  ) {}

  static async start(): Promise<Chromium> {
    if (!existsSync(CHROMIUM)) {
      throw new Error(`No Chromium at ${CHROMIUM}: install it (apt-get install chromium), or name it in the variable CHROMIUM`);
    }
    const profile = mkdtempSync(join(tmpdir(), 'tallystick-chromium-'));
    const browser = await puppeteer.launch({
      executablePath: CHROMIUM,
      userDataDir: profile,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return new Chromium(browser, profile);
  }

  async page(): Promise<Page> {
    return (await this.browser.createBrowserContext()).newPage();
  }

  async close(): Promise<void> {
    await this.browser.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

export const CLASSIC = '<script src="/tallystick.js" data-token-url="/csrf-token"></script>';
export const META = '<meta name="csrf-token" content="AQpage">';
