// Bodies that flow: browsers send them over HTTP/2 alone, so here a function stands for the network.
import { beforeEach, describe, expect, it } from 'vitest';
import { patchFetch } from '../../src/fetch.js';
import { Tokens } from '../../src/tokens.js';

const TOKEN_URL = 'https://bank.example/csrf-token';

interface Sent {
  url: string;
  token: string | null;
}

let sent: Sent[];
let answers: (() => Response)[];
let asked: number;

const network = ((input: RequestInfo | URL) => {
  if (typeof input === 'string') {
    asked++;
    return Promise.resolve(Response.json({ token: 'AQfresh' + asked, headerName: 'X-CSRF-Token', parameterName: '_csrf' }));
  }
  const request = input as Request;
  sent.push({ url: request.url, token: request.headers.get('X-CSRF-Token') });
  return Promise.resolve((answers.shift() ?? (() => new Response('fine')))());
}) as typeof fetch;

function refusal(reason: string, type = 'application/problem+json'): () => Response {
  return () => new Response(JSON.stringify({ reason }), { status: 403, headers: { 'Content-Type': type } });
}

beforeEach(() => {
  sent = [];
  answers = [];
  asked = 0;
  document.head.innerHTML = '<meta name="csrf-token" content="AQpage">';
  patchFetch(new Tokens({ tokenUrl: TOKEN_URL }, network), network);
});

function stream(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('flows'));
      controller.close();
    },
  });
}

describe('a body that flows', () => {
  it('goes with a token asked for just then, since it can\'t be sent again', async () => {
    await fetch('https://bank.example/echo', { method: 'POST', body: stream(), duplex: 'half' } as RequestInit);

    expect(sent).toEqual([{ url: 'https://bank.example/echo', token: 'AQfresh1' }]);
  });

  it('is not repeated', async () => {
    answers.push(refusal('wrong-token'));

    const answer = await fetch('https://bank.example/echo', { method: 'POST', body: stream(), duplex: 'half' } as RequestInit);

    expect(answer.status).toBe(403);
    expect(sent).toHaveLength(1);
  });
});

describe('a denial', () => {
  it('of another content type is no reason to repeat', async () => {
    answers.push(refusal('wrong-token', 'application/json'));

    await fetch('https://bank.example/echo', { method: 'POST' });

    expect(sent).toHaveLength(1);
  });

  it('that can\'t be read is handed on', async () => {
    answers.push(() => new Response('{', { status: 403, headers: { 'Content-Type': 'application/problem+json' } }));

    const answer = await fetch('https://bank.example/echo', { method: 'POST' });

    expect(await answer.text()).toBe('{');
    expect(sent).toHaveLength(1);
  });

  it('is still readable when it was looked into', async () => {
    answers.push(refusal('missing-token'));

    const answer = await fetch('https://bank.example/echo', { method: 'POST' });

    expect(await answer.json()).toEqual({ reason: 'missing-token' });
  });
});

describe('the token endpoint', () => {
  it.each([
    ['no JSON', '<html>'],
    ['another shape', '{"csrf":"AQx"}'],
    ['a token with a line feed', '{"token":"AQx\\r\\nX: y"}'],
    ['null', 'null'],
  ])('that answers with %s is as good as none', async (_, body) => {
    const broken = ((input: RequestInfo | URL) =>
      typeof input === 'string' ? Promise.resolve(new Response(body)) : network(input)) as typeof fetch;
    const tokens = new Tokens({ tokenUrl: TOKEN_URL }, broken);

    expect(await tokens.ask()).toBeUndefined();
    expect(tokens.atHand()).toBe('AQpage');
  });

  it.each(['https://evil.example/csrf-token', '//evil.example/x', '\\\\evil.example', 'blob:https://bank.example/x', 'data:,x'])(
    'is refused at %j',
    (tokenUrl) => {
      expect(() => new Tokens({ tokenUrl }, network)).toThrow('is on another origin');
    },
  );
});
