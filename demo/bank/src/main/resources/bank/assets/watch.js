// The stream of decisions. What clients sent goes into the page as text, never as markup.

const { bank } = document.getElementById('watch').dataset;
const body = document.getElementById('decisions');
const live = document.getElementById('live');
const onlyUnsafe = document.getElementById('unsafe');
const MOST_ROWS = 200;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

const rows = new Map();
const outcomes = new Map();
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function pounds(pence) {
  return '£' + Math.floor(pence / 100).toLocaleString('en-GB') + '.' + String(pence % 100).padStart(2, '0');
}

/** Whose page sent it, in words, and whether that is another site's. */
function sender(decision) {
  if (decision.origin !== null) {
    if (decision.origin === bank) {
      return { text: 'the bank', foreign: false };
    }
    return decision.origin === 'null'
      ? { text: 'null', foreign: decision.fetchSite !== 'same-origin' }
      : { text: decision.origin.replace(/^https?:\/\//, ''), foreign: true };
  }
  switch (decision.fetchSite) {
    case 'same-origin': return { text: 'the bank', foreign: false };
    case 'none': return { text: 'the user, typed in', foreign: false };
    case 'same-site': return { text: 'a sibling host', foreign: true };
    case null: return { text: '–', foreign: false };
    default: return { text: 'another site', foreign: true };
  }
}

/** A live channel looks like a GET and is a door of its own. */
function isLive(decision) {
  return decision.effect !== null && decision.effect.startsWith('opened');
}

/** What a row is about, which is also its colour. */
function kind(decision, from) {
  if (!decision.allowed) {
    return 'denied';
  }
  const signedIn = decision.effect !== null && decision.effect.startsWith('signed in');
  if (from.foreign && (decision.moved !== null || signedIn || isLive(decision))) {
    return 'stolen';
  }
  if (from.foreign && decision.rule === 'unprotected' && !SAFE.has(decision.method)) {
    return 'open';
  }
  return 'fine';
}

function verdict(decision, rowKind) {
  switch (rowKind) {
    case 'denied': return 'denied';
    case 'stolen': return decision.moved ? 'allowed, stolen' : isLive(decision) ? 'allowed, let in' : 'allowed, taken in';
    default: return 'allowed';
  }
}

function cell(row, text, name) {
  const td = row.insertCell();
  td.textContent = text;
  if (name) {
    td.className = name;
  }
  return td;
}

function part(parent, element, text, name) {
  const child = document.createElement(element);
  child.textContent = text;
  if (name) {
    child.className = name;
  }
  parent.append(child);
  return child;
}

function fill(row, decision) {
  const from = sender(decision);
  const rowKind = kind(decision, from);
  const safe = SAFE.has(decision.method) && rowKind === 'fine';
  row.className = rowKind + (safe ? ' safe' : '');
  row.hidden = safe && onlyUnsafe.checked;
  row.replaceChildren();
  cell(row, clock.format(new Date(decision.at)), 'time');
  const request = cell(row, '', 'request');
  part(request, 'b', decision.method);
  request.append(' ' + decision.path);
  cell(row, decision.mount === null ? 'ambiguous' : decision.mount === '' ? 'none' : decision.mount, 'why');
  cell(row, from.text, from.foreign ? 'foreign' : '');
  cell(row, decision.evidence === 'none' ? '–' : decision.evidence, 'why');
  part(cell(row, ''), 'span', verdict(decision, rowKind), 'pill ' + rowKind);
  const why = cell(row, decision.reason === null ? decision.rule : decision.reason, 'why');
  if (decision.meaning !== null) {
    why.title = decision.meaning;
  }
  const effect = cell(row, '');
  if (decision.effect !== null) {
    part(effect, 'span', decision.effect, decision.moved ? 'money' : '');
  } else if (!decision.allowed) {
    part(effect, 'span', 'no view was reached');
  }
  outcomes.set(decision.id, { denied: rowKind === 'denied' && from.foreign, stolen: rowKind === 'stolen' && decision.moved ? decision.moved.amount : 0 });
}

function show(decision) {
  body.querySelector('.empty')?.remove();
  let row = rows.get(decision.id);
  if (row) {
    fill(row, decision);
    return;
  }
  row = body.insertRow(0);
  rows.set(decision.id, row);
  fill(row, decision);
  if (!document.hidden && Date.now() - new Date(decision.at).getTime() < 3000) {
    row.classList.add('new');
  }
  if (rows.size > MOST_ROWS) {
    const [oldest, last] = rows.entries().next().value;
    rows.delete(oldest);
    last.remove();
  }
}

// ---- the tally

const tally = document.getElementById('tally');
const accounts = new Map();
let asked = false;

function count() {
  let denied = 0;
  let stolen = 0;
  for (const outcome of outcomes.values()) {
    denied += outcome.denied ? 1 : 0;
    stolen += outcome.stolen;
  }
  document.getElementById('denied').textContent = denied;
  document.getElementById('stolen').textContent = pounds(stolen);
}

async function balances() {
  if (asked) {
    return;
  }
  asked = true;
  // A moment, so that a burst of decisions asks once.
  await new Promise((resolve) => setTimeout(resolve, 150));
  asked = false;
  const answer = await fetch('/watch/state', { cache: 'no-store' });
  if (!answer.ok) {
    return;
  }
  const state = await answer.json();
  for (const [name, pence] of Object.entries(state.balances)) {
    let box = accounts.get(name);
    if (!box) {
      box = document.createElement('div');
      part(box, 'b', '');
      part(box, 'span', name);
      accounts.set(name, box);
      tally.append(box);
    }
    box.firstChild.textContent = pounds(pence);
  }
  document.getElementById('sum').textContent = 'all accounts together: ' + pounds(state.total);
}

// ---- the stream; the browser connects again by itself

const stream = new EventSource('/watch/stream');
stream.onopen = () => {
  live.textContent = 'live';
  live.classList.add('on');
  balances();
};
stream.onerror = () => {
  live.textContent = 'the bank can\'t be reached, trying again …';
  live.classList.remove('on');
};
stream.onmessage = (event) => {
  const decision = JSON.parse(event.data);
  show(decision);
  count();
  if (decision.moved !== null) {
    balances();
  }
};

onlyUnsafe.addEventListener('change', () => {
  for (const row of rows.values()) {
    row.hidden = row.classList.contains('safe') && onlyUnsafe.checked;
  }
});
