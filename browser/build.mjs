// Builds both scripts, holds them to their size, and hands them to core, which serves them, and to the page that names their
// hashes. With --check nothing is written there: what is checked in must be what the source makes.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = 3 * 1024;
const CORE = '../core/src/main/resources/dev/tallystick/';
const DOCS = '../docs/browser.md';

const check = process.argv.includes('--check');
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const scripts = [
  { file: 'tallystick.js', entry: 'src/classic.ts', format: 'iife' },
  { file: 'tallystick.mjs', entry: 'src/index.ts', format: 'esm' },
];
const rows = [];

for (const { file, entry, format } of scripts) {
  const outfile = 'dist/' + file;
  await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format,
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    banner: { js: `/*! ${name} ${version} | Apache-2.0 */` },
    outfile,
  });
  const bytes = readFileSync(outfile);
  const compressed = gzipSync(bytes, { level: 9 }).length;
  if (compressed >= MOST_BYTES) {
    throw new Error(`${file} is ${compressed} bytes compressed, ${MOST_BYTES} or more: make it smaller`);
  }
  const hash = createHash('sha384').update(bytes).digest();
  const query = '?v=' + hash.toString('hex').slice(0, 12);
  rows.push(`| \`${file}\` | ${compressed} | \`${query}\` | \`sha384-${hash.toString('base64')}\` |`);
  keep(CORE + file, bytes);
  console.log(`${file}: ${bytes.length} bytes, ${compressed} compressed`);
}

const page = readFileSync(DOCS, 'utf8');
const table = /(?<=<!-- hashes, written by browser\/build\.mjs -->\n)[^]*?(?=<!-- end -->)/;
if (!table.test(page)) {
  throw new Error(`${DOCS} has lost the place where the hashes stand`);
}
const lines = ['| script | bytes, compressed | version | integrity |', '|---|---|---|---|', ...rows, ''].join('\n');
keep(DOCS, Buffer.from(page.replace(table, () => lines)));

function keep(path, bytes) {
  let there = Buffer.alloc(0);
  try {
    there = readFileSync(path);
  } catch (e) {
    if (e.code !== 'ENOENT') {
      throw e;
    }
  }
  if (there.equals(bytes)) {
    return;
  }
  if (check) {
    throw new Error(`${path} isn't what the source makes: run 'npm run build' in browser/ and commit what it writes`);
  }
  writeFileSync(path, bytes);
}
