import { patchFetch } from './fetch.js';
import { patchForms } from './forms.js';
import { Tokens, type Options } from './tokens.js';
import { patchXhr } from './xhr.js';

export type { Options };

const INSTALLED = Symbol.for('tallystick');

/**
 * From here on every unsafe request of this page to its own origin carries the CSRF token, however it is sent: by `fetch`,
 * `XMLHttpRequest` or a form. Requests to other origins are left alone. Call it once, before the page sends anything; a second
 * call does nothing.
 *
 * @throws Error if `tokenUrl` is on another origin
 */
export function install(options: Options = {}): void {
  const page = window as unknown as { [INSTALLED]?: boolean };
  if (page[INSTALLED]) {
    return;
  }
  const nativeFetch = window.fetch;
  const tokens = new Tokens(options, nativeFetch);
  page[INSTALLED] = true;
  patchFetch(tokens, nativeFetch);
  patchXhr(tokens);
  patchForms(tokens);
}
