// Which requests need the token: unsafe ones, to this very origin.
//
// Whatever is asked of a document or an element is asked through the prototype: a form's field named "action", or an image
// named "cookie", stands before the property of that name otherwise.

export function property<T>(prototype: object, name: string, of: unknown): T {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!.call(of);
}

/** Headers by which a safe method asks to be taken for another, as the server reads them. */
export const OVERRIDE_HEADERS = ['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method'];

export function attribute(element: Element, name: string): string | null {
  return Element.prototype.getAttribute.call(element, name);
}

export function meta(name: string): string | undefined {
  const element = Document.prototype.querySelector.call(document, `meta[name="${name}"]`);
  return (element && attribute(element, 'content')) || undefined;
}

export function cookie(name: string): string | undefined {
  for (const pair of property<string>(Document.prototype, 'cookie', document).split('; ')) {
    if (pair.startsWith(name + '=')) {
      return pair.slice(name.length + 1) || undefined;
    }
  }
  return undefined;
}

/**
 * The URL as the browser will read it, if it is one of this origin's. The origin of a blob: URL is its maker's, so the scheme
 * counts too.
 */
export function ownUrl(url: string): URL | undefined {
  try {
    const parsed = new URL(url, property<string>(Node.prototype, 'baseURI', document));
    return /^https?:$/.test(parsed.protocol) && parsed.origin === location.origin ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Browsers write these six in capitals, whatever a script wrote, and leave all others as they are. */
export function isUnsafe(method: string): boolean {
  const sent = /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
  return !/^(GET|HEAD|OPTIONS|TRACE|QUERY)$/.test(sent);
}

export function needsToken(method: string, own: URL | undefined, hasHeader: (name: string) => boolean): boolean {
  return (
    !!own &&
    (isUnsafe(method) ||
      OVERRIDE_HEADERS.some(hasHeader) ||
      [...own.searchParams].some(([name, value]) => name.toLowerCase() === '_method' && value))
  );
}

/** Whether a submission needs the token: a POST, as form and button say by their attributes, to this origin. */
export function submissionNeedsToken(form: HTMLFormElement, submitter: HTMLElement | null): boolean {
  const said = (name: string) => (submitter && attribute(submitter, 'form' + name)) ?? attribute(form, name);
  // Without an action a form goes to the page's own address, whatever <base> says.
  return /^post$/i.test(said('method') ?? '') && !!ownUrl(said('action') || location.href);
}
