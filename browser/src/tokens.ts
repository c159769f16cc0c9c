import { cookie, meta, ownUrl } from './target.js';

export interface Options {
  /** Where a fresh token can be asked for, on this origin; `tallystick.token-path` of the server. */
  tokenUrl?: string;
  /** The cookie that scripts read the token from; `tallystick.spa-cookie` of the server. */
  cookie?: string;
  /** The header; by default as `<meta name="csrf-header">` or the token endpoint says, else `X-CSRF-Token`. */
  headerName?: string;
  /** The form's field; by default as `<meta name="csrf-parameter">` or the token endpoint says, else `_csrf`. */
  parameterName?: string;
}

interface Answer {
  token: string;
  headerName?: string;
  parameterName?: string;
}

/** Where tokens come from. What is at hand costs nothing; a fresh one costs a call, which all who wait for one share. */
export class Tokens {
  private readonly url: string | undefined;
  private answer: Answer | undefined;
  private asked: Promise<string | undefined> | undefined;

  constructor(
    private readonly options: Options,
    private readonly nativeFetch: typeof fetch,
  ) {
    this.url = options.tokenUrl && ownUrl(options.tokenUrl)?.href;
    if (options.tokenUrl && !this.url) {
      throw new Error(
        `tallystick: tokenUrl '${options.tokenUrl}' is on another origin: tokens are asked of this one alone. Write a path, for instance /csrf-token`,
      );
    }
  }

  get headerName(): string {
    return this.options.headerName ?? this.answer?.headerName ?? meta('csrf-header') ?? 'X-CSRF-Token';
  }

  get parameterName(): string {
    return this.options.parameterName ?? this.answer?.parameterName ?? meta('csrf-parameter') ?? '_csrf';
  }

  get canAsk(): boolean {
    return !!this.url;
  }

  /** What the server keeps up to date by itself, after a login in another tab too. */
  fromCookie(): string | undefined {
    return this.options.cookie ? cookie(this.options.cookie) : undefined;
  }

  atHand(): string | undefined {
    return this.fromCookie() ?? this.answer?.token ?? meta('csrf-token');
  }

  /** The token of the endpoint, asked for now; undefined where there is none, or it doesn't answer. */
  ask(): Promise<string | undefined> {
    if (!this.url) {
      return Promise.resolve(undefined);
    }
    return (this.asked ??= this.fetchAnswer(this.url).finally(() => {
      this.asked = undefined;
    }));
  }

  /** Another one than that which was refused; undefined where there is none to be had. */
  async other(refused: string): Promise<string | undefined> {
    const known = this.atHand();
    return known && known !== refused ? known : await this.ask();
  }

  private async fetchAnswer(url: string): Promise<string | undefined> {
    try {
      const response = await this.nativeFetch.call(window, url, {
        headers: { Accept: 'application/json' },
        mode: 'same-origin',
        credentials: 'same-origin',
        redirect: 'error',
        cache: 'no-store',
      });
      const answer = (await response.json()) as Answer;
      if (response.ok && /^[\w-]+$/.test(answer.token)) {
        this.answer = answer;
        return answer.token;
      }
    } catch {
      // The request goes on with what there is, and the server says what it thinks of that.
    }
    return undefined;
  }
}
