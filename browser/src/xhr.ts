import { needsToken, ownUrl } from './target.js';
import type { Tokens } from './tokens.js';

interface Call {
  method: string;
  own: URL | undefined;
  isAsync: boolean;
  headers: Set<string>;
  isWaiting: boolean;
}

/** Sends the token with unsafe XMLHttpRequests to this origin. They can't be repeated unseen, so each gets a fresh one. */
export function patchXhr(tokens: Tokens): void {
  const prototype = XMLHttpRequest.prototype;
  const { open, send, setRequestHeader, abort } = prototype;
  const calls = new WeakMap<XMLHttpRequest, Call>();

  prototype.open = function (this: XMLHttpRequest, method: string, url: string | URL, ...rest: unknown[]): void {
    // What is decided on is what is sent: nothing is read twice.
    const target = String(url);
    const call = {
      method: String(method),
      own: ownUrl(target),
      isAsync: !rest.length || !!rest[0],
      headers: new Set<string>(),
      isWaiting: false,
    };
    (open as (...all: unknown[]) => void).call(this, call.method, target, ...rest);
    calls.set(this, call);
  };

  prototype.setRequestHeader = function (this: XMLHttpRequest, name: string, value: string): void {
    const call = calls.get(this);
    refuseIfWaiting(call);
    setRequestHeader.call(this, name, value);
    call?.headers.add(String(name).toLowerCase());
  };

  prototype.send = function (this: XMLHttpRequest, body?: Document | XMLHttpRequestBodyInit | null): void {
    const call = calls.get(this);
    refuseIfWaiting(call);
    const has = (name: string) => !!call?.headers.has(name.toLowerCase());
    const sendWith = (token: string | undefined) => {
      // The page's own header stays alone: two lines would be taken for two tokens.
      if (token && !has(tokens.headerName)) {
        setRequestHeader.call(this, tokens.headerName, token);
      }
      send.call(this, body);
    };
    if (!call || !needsToken(call.method, call.own, has) || has(tokens.headerName)) {
      send.call(this, body);
    } else if (call.isAsync && tokens.canAsk) {
      call.isWaiting = true;
      tokens.ask().then((token) => {
        if (call.isWaiting && calls.get(this) === call) {
          call.isWaiting = false;
          sendWith(token ?? tokens.atHand());
        }
      });
    } else {
      sendWith(tokens.atHand());
    }
  };

  prototype.abort = function (this: XMLHttpRequest): void {
    const call = calls.get(this);
    if (call?.isWaiting) {
      call.isWaiting = false;
      abort.call(this);
      this.dispatchEvent(new ProgressEvent('abort'));
      this.dispatchEvent(new ProgressEvent('loadend'));
    } else {
      abort.call(this);
    }
  };

  function refuseIfWaiting(call: Call | undefined): void {
    if (call?.isWaiting) {
      throw new DOMException('The request is being sent already.', 'InvalidStateError');
    }
  }
}
