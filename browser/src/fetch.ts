import { isUnsafe, needsToken, ownUrl } from './target.js';
import type { Tokens } from './tokens.js';

const CURABLE = /^(wrong-token|expired-token|unknown-key|missing-secret)$/;

/** Sends the token with unsafe fetches to this origin, and repeats once what was refused for a token that is out of date. */
export function patchFetch(tokens: Tokens, nativeFetch: typeof fetch): void {
  window.fetch = function (input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const pass = (what: RequestInfo | URL, how?: RequestInit) => nativeFetch.call(window, what, how);
    let request: Request;
    try {
      // What is decided on is what is sent: nothing is read twice.
      request = new Request(input, init);
    } catch {
      return pass(input, init);
    }
    if (!needsToken(request.method, ownUrl(request.url), (name) => request.headers.has(name))) {
      // Its body has been taken out of what was given.
      return isUnsafe(request.method) || input instanceof Request ? pass(request) : pass(input, init);
    }
    return send(request, init?.body instanceof ReadableStream);
  };

  async function send(given: Request, isStream: boolean): Promise<Response> {
    // In this mode a redirect to another origin fails; in any other the browser would take the header there.
    const request = new Request(given, {
      mode: 'same-origin',
      referrer: given.referrer,
      referrerPolicy: given.referrerPolicy,
    });
    const { headers } = request;
    const own = headers.get(tokens.headerName);
    const accept = headers.get('Accept');
    if (accept && /html/i.test(accept) && !/json/i.test(accept)) {
      // So that the reason of a denial can be read.
      headers.set('Accept', accept + ', application/problem+json;q=0.1');
    }
    const copy = isStream ? undefined : request.clone();
    let token = own ?? undefined;
    if (!token && isStream) {
      token = await tokens.ask();
    }
    token ??= tokens.atHand();
    if (!token && tokens.canAsk) {
      token = await tokens.ask();
    }
    const response = await sendWith(request, token);
    if (copy && (await isCurable(response))) {
      const other = await tokens.other(token ?? '');
      if (other && other !== token) {
        return sendWith(copy, other);
      }
    }
    return response;
  }

  function sendWith(request: Request, token: string | undefined): Promise<Response> {
    if (token) {
      request.headers.set(tokens.headerName, token);
    }
    return nativeFetch.call(window, request);
  }

  /** Not after a redirect: what was redirected has been carried out. */
  async function isCurable(response: Response): Promise<boolean> {
    if (
      response.status !== 403 ||
      response.redirected ||
      !/^application\/problem\+json/i.test(response.headers.get('Content-Type') ?? '')
    ) {
      return false;
    }
    try {
      return CURABLE.test(((await response.clone().json()) as { reason: string }).reason);
    } catch {
      return false;
    }
  }
}
