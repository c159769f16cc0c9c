// Runs what a page of docs/recipes shows, as it stands there: its keys in a real guarded server (the reference application), its
// scripts bundled with the real libraries, its HTML in Chromium.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compileScript, parse } from 'vue/compiler-sfc';

export interface Recipe {
  /** All of the page's keys together. */
  properties: Record<string, string>;
  html: string;
  /** The samples that name a file, by its name. */
  files: Record<string, string>;
}

export function recipe(name: string): Recipe {
  const text = readFileSync(`../docs/recipes/${name}.md`, 'utf8');
  const found: Recipe = { properties: {}, html: '', files: {} };
  for (const [, language, file, sample = ''] of text.matchAll(/^```(\w+)(?: (\S+))?\n([^]*?)^```$/gm)) {
    if (language === 'properties') {
      for (const line of sample.trim().split('\n')) {
        const equals = line.indexOf('=');
        found.properties[line.slice(0, equals)] = line.slice(equals + 1);
      }
    } else if (file) {
      found.files[file] = sample;
    } else if (language === 'html') {
      found.html += sample;
    }
  }
  return found;
}

/** Single-file components of Vue, as its bundlers compile them. */
const vue: Plugin = {
  name: 'vue',
  setup({ onLoad }) {
    onLoad({ filter: /\.vue$/ }, ({ path }) => {
      const { descriptor } = parse(readFileSync(path, 'utf8'), { filename: path });
      return { contents: compileScript(descriptor, { id: 'recipe', inlineTemplate: true }).content, loader: 'js' };
    });
  },
};

export async function bundle(files: Record<string, string>, aliases: Record<string, string> = {}): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'tallystick-recipe-'));
  try {
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(directory, name), text);
    }
    const main = Object.keys(files).find((name) => name.startsWith('main.'));
    if (!main) {
      throw new Error('the recipe has no main file');
    }
    // Angular's own builder compiles templates; without it they are compiled in the browser.
    writeFileSync(join(directory, 'start.js'), `${main.endsWith('.ts') ? "import '@angular/compiler';" : ''} import './${main}';`);
    const { outputFiles } = await build({
      entryPoints: [join(directory, 'start.js')],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      jsx: 'automatic',
      preserveSymlinks: true,
      alias: { '@tallystick/browser': resolve('dist/tallystick.mjs'), ...aliases },
      define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
      plugins: [vue],
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The guarded server, and before it what a site's web server would do: the recipe's page and script, under one origin. */
export class RecipeSite {
  private constructor(
    private readonly guarded: ChildProcess,
    private readonly target: number,
    private readonly server: Server,
  ) {}

  static async start(found: Recipe, script: string): Promise<RecipeSite> {
    const keys = Object.entries(found.properties).flatMap(([key, value]) => ['-p', `${key}=${value}`]);
    const guarded = spawn('../reference-app', ['--adapter', 'jetty', '--port', '0', ...keys], { stdio: ['ignore', 'pipe', 'pipe'] });
    const port = await new Promise<number>((done, fail) => {
      let said = '';
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const ready = /^ready http:\/\/127\.0\.0\.1:(\d+)/m.exec(said);
        if (ready) {
          done(Number(ready[1]));
        }
      };
      guarded.stdout.on('data', hear);
      guarded.stderr.on('data', hear);
      guarded.on('exit', (status) => fail(new Error(`./reference-app ended with ${status}: ${said}`)));
    });
    const server = createServer((request, response) => {
      if (request.url === '/') {
        void site.page(request, response, found.html || '<div id="root"></div><app-pay></app-pay><script src="main.js"></script>');
      } else if (request.url === '/main.js') {
        response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' }).end(script);
      } else {
        site.forward(request, response);
      }
    });
    const site = new RecipeSite(guarded, port, server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return site;
  }

  get origin(): string {
    return `http://own.localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** The view of payments is the reference application's echo. */
  private forward(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace('/web/transfers', '/web/echo');
    const onward = send({ port: this.target, host: '127.0.0.1', method: request.method, path, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', (error) => response.writeHead(502).end(String(error)));
    request.pipe(onward);
  }

  /** The page, as a view of the guarded application would render it: with its tokens and its cookies. */
  private async page(request: IncomingMessage, response: ServerResponse, html: string): Promise<void> {
    const showsToken = html.includes('${_csrf.');
    const answer = await new Promise<IncomingMessage>((done, fail) =>
      send({ port: this.target, host: '127.0.0.1', path: showsToken ? '/web/token' : '/web/plain', headers: request.headers }, done)
        .on('error', fail)
        .end(),
    );
    let body = '';
    for await (const chunk of answer) {
      body += String(chunk);
    }
    let rendered = html;
    if (showsToken) {
      const csrf = JSON.parse(body) as Record<string, string>;
      rendered = html.replaceAll(/\$\{_csrf\.(\w+)}/g, (_, name: string) => csrf[name] ?? '');
    }
    response.setHeader('Set-Cookie', answer.headers['set-cookie'] ?? []);
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<!DOCTYPE html><body>' + rendered);
  }

  close(): void {
    this.guarded.removeAllListeners('exit');
    this.guarded.kill();
    this.server.closeAllConnections();
    this.server.close();
  }
}
