// The account's page as a single-page application would have it: pays and cancels with fetch, and follows the balance over a
// WebSocket. Nothing here knows of CSRF tokens: /assets/tallystick.js sends them along. Whatever comes from the bank goes into
// the page as text, never as markup.

const form = document.getElementById('pay');
const { mount, user } = form.dataset;
const list = document.getElementById('transfers');
const notice = document.getElementById('notice');
const CANCEL_MS = 60_000;

async function call(method, path, body) {
  const answer = await fetch(mount + path, {
    method,
    body,
    headers: { Accept: 'application/json' },
  });
  const text = await answer.text();
  let json = null;
  if ((answer.headers.get('Content-Type') || '').includes('json')) {
    json = JSON.parse(text);
  }
  return { ok: answer.ok, status: answer.status, json };
}

function say(sentence, bad) {
  notice.textContent = sentence;
  notice.classList.toggle('bad', bad);
  notice.hidden = false;
}

function pounds(pence) {
  return '£' + Math.floor(pence / 100).toLocaleString('en-GB') + '.' + String(pence % 100).padStart(2, '0');
}

function problem(answer) {
  const detail = answer.json && answer.json.detail ? answer.json.detail : 'The bank answered ' + answer.status + '.';
  return answer.json && answer.json.reason ? detail + ' (' + answer.json.reason + ')' : detail;
}

// ---- paying

function showErrors(errors) {
  for (const name of ['to', 'amount']) {
    const line = document.getElementById(name + '-error');
    line.textContent = errors[name] || '';
    line.hidden = !errors[name];
    form.elements[name].setAttribute('aria-invalid', String(Boolean(errors[name])));
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const body = new URLSearchParams({ to: form.elements.to.value, amount: form.elements.amount.value });
    const answer = await call('POST', '/transfers', body);
    showErrors(answer.json && answer.json.errors ? answer.json.errors : {});
    if (answer.ok) {
      say('You paid ' + answer.json.to + ' ' + pounds(answer.json.amount) + '.', false);
      form.reset();
      await refresh();
    } else if (!answer.json || !answer.json.errors) {
      say(problem(answer), true);
    } else {
      notice.hidden = true;
    }
  } catch (unreachable) {
    say('The bank can\'t be reached. Nothing is known of the payment: look at the transfers when it is back.', true);
  } finally {
    button.disabled = false;
  }
});

// ---- the list, and cancelling for a minute

function cell(row, name, text) {
  const td = row.insertCell();
  td.className = name;
  td.textContent = text;
  return td;
}

function cancelButton(row) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet little';
  button.textContent = 'Cancel';
  button.addEventListener('click', () => cancel(row, button));
  return button;
}

async function cancel(row, button) {
  button.disabled = true;
  const answer = await call('DELETE', '/transfers/' + row.dataset.id);
  if (answer.ok) {
    say('Cancelled: the money is back.', false);
  } else {
    say(problem(answer), true);
  }
  await refresh();
}

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

function show(transfers) {
  list.replaceChildren();
  for (const transfer of transfers) {
    const paid = transfer.from === user;
    const row = list.insertRow();
    row.dataset.id = transfer.id;
    row.dataset.at = transfer.at;
    cell(row, 'when', moment.format(new Date(transfer.at)));
    cell(row, '', paid ? 'to ' + transfer.to : 'from ' + transfer.from);
    cell(row, paid ? 'amount out' : 'amount in', (paid ? '−' : '+') + pounds(transfer.amount));
    const act = cell(row, 'act', '');
    if (paid) {
      act.append(cancelButton(row));
    }
  }
  document.getElementById('none').hidden = transfers.length > 0;
  countDown();
}

function countDown() {
  for (const button of list.querySelectorAll('button')) {
    const left = new Date(button.closest('tr').dataset.at).getTime() + CANCEL_MS - Date.now();
    if (left <= 0) {
      button.remove();
    } else {
      button.hidden = false;
      button.textContent = 'Cancel · ' + Math.ceil(left / 1000) + ' s';
    }
  }
}

async function refresh() {
  const answers = await Promise.all([call('GET', '/transfers'), call('GET', '/account')]);
  if (answers.every((answer) => answer.ok)) {
    show(answers[0].json);
    showBalance(answers[1].json.balance);
  }
}

for (const button of list.querySelectorAll('button')) {
  button.addEventListener('click', () => cancel(button.closest('tr'), button));
}
countDown();
setInterval(countDown, 1000);

// ---- the balance, live

const balance = document.getElementById('balance');
let known = null;

function showBalance(pence) {
  if (known !== null && pence !== known) {
    balance.classList.remove('dropped', 'rose');
    void balance.offsetWidth;
    balance.classList.add(pence < known ? 'dropped' : 'rose');
  }
  known = pence;
  balance.textContent = pounds(pence);
}

function listen() {
  const socket = new WebSocket(location.origin.replace('http', 'ws') + mount + '/live');
  let first = true;
  socket.onmessage = (message) => {
    const told = JSON.parse(message.data);
    if (typeof told.balance === 'number') {
      const changed = known !== null && told.balance !== known;
      showBalance(told.balance);
      if (!first || changed) {
        refresh();
      }
      first = false;
    }
  };
}

listen();
