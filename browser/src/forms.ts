import { attribute, property, submissionNeedsToken } from './target.js';
import type { Tokens } from './tokens.js';

interface Submission {
  form: HTMLFormElement;
  submitter: HTMLElement | null;
  /** The event that can still call it off; none where a script called submit(). */
  event?: Event;
  token: string | undefined;
}

/** A token that holds for one action alone says so in its first octet; a plain one must not take its place. */
const FOR_ACTION = /^(A[w-z\d_-]|B)/;

/**
 * Puts the token in forms as they are submitted, by hand or by script: into what is sent, never into the page. A fresh one is
 * asked for first where there is an endpoint, since what a form was refused can't be sent again.
 */
export function patchForms(tokens: Tokens): void {
  const { submit, requestSubmit } = HTMLFormElement.prototype;
  const { attachShadow } = Element.prototype;
  const waiting = new WeakSet<HTMLFormElement>();
  let current: Submission | undefined;
  let resumed: { form: HTMLFormElement; token: string | undefined } | undefined;

  function onSubmit(event: Event): void {
    if (!event.isTrusted) {
      // Made by a script, which submits nothing.
      return;
    }
    const form = event.target as HTMLFormElement;
    const submitter = (event as SubmitEvent).submitter;
    if (resumed?.form === form || !tokens.canAsk || !submissionNeedsToken(form, submitter)) {
      current = { form, submitter, event, token: resumed?.token };
      return;
    }
    // No listener of the page has heard of it yet: they all will, once, when it is submitted again.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!waiting.has(form)) {
      waiting.add(form);
      tokens.ask().then((token) => {
        waiting.delete(form);
        resumed = { form, token };
        try {
          // The page may have taken the button away meanwhile.
          requestSubmit.call(form, submitter && (submitter as HTMLButtonElement).form === form ? submitter : null);
        } finally {
          resumed = undefined;
        }
      });
    }
  }

  /** The browser collects what a form sends right after the submit event, if nobody called it off; a script may at any time. */
  function onFormData(event: Event): void {
    const submission = current;
    const { formData } = event as FormDataEvent;
    if (
      !submission ||
      submission.form !== event.target ||
      (submission.event && (submission.event.eventPhase || submission.event.defaultPrevented))
    ) {
      return;
    }
    current = undefined;
    if (submissionNeedsToken(submission.form, submission.submitter)) {
      fill(formData, submission.token);
    }
  }

  function fill(data: FormData, fresh: string | undefined): void {
    const name = tokens.parameterName;
    const there = data.get(name);
    const newer = fresh ?? tokens.fromCookie() ?? (there ? undefined : tokens.atHand());
    if (newer && !FOR_ACTION.test(String(there))) {
      data.set(name, newer);
    }
  }

  HTMLFormElement.prototype.submit = function (this: HTMLFormElement): void {
    if (!tokens.canAsk || !property<boolean>(Node.prototype, 'isConnected', this) || !submissionNeedsToken(this, null)) {
      current = { form: this, submitter: null, token: undefined };
      submit.call(this);
      current = undefined;
      return;
    }
    // The page's script goes on, and may change or remove the form: what it holds now is sent, by another form.
    const entries = [...new FormData(this)];
    const sent = Document.prototype.createElement.call(document, 'form') as HTMLFormElement;
    for (const name of ['action', 'method', 'enctype', 'target', 'accept-charset', 'rel']) {
      const value = attribute(this, name);
      if (value !== null) {
        sent.setAttribute(name, value);
      }
    }
    tokens.ask().then((token) => {
      sent.addEventListener('formdata', ({ formData }) => {
        entries.forEach(([name, value]) => formData.append(name, value as string));
        fill(formData, token);
      });
      property<Element>(Document.prototype, 'documentElement', document).append(sent);
      submit.call(sent);
      sent.remove();
    });
  };

  function listen(root: EventTarget): void {
    root.addEventListener('submit', onSubmit, true);
    root.addEventListener('formdata', onFormData, true);
  }

  // These events don't leave a shadow tree.
  Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit): ShadowRoot {
    const root = attachShadow.call(this, init);
    listen(root);
    return root;
  };
  listen(window);
}
