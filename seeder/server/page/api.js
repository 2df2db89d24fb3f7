// Talking to the server: requests that show the token, and its events.
import { byId, say } from './text.js';

const tokenKey = 'flashseed-token';

function headers(more = {}) {
  const token = sessionStorage.getItem(tokenKey);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

let asking = null;

// askToken has the person give the token; those who ask meanwhile wait
// for the same answer.
function askToken(wrong) {
  asking ??= new Promise((resolve) => {
    const dialog = byId('login');
    say(byId('login-error'), wrong ? 'That is not the token.' : '');
    byId('login-token').value = '';
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    byId('login-form').onsubmit = (event) => {
      event.preventDefault();
      sessionStorage.setItem(tokenKey, byId('login-token').value.trim());
      dialog.close();
      asking = null;
      resolve();
    };
    dialog.showModal();
  });
  return asking;
}

// request fetches, asking for the token as often as it takes.
async function request(path, options = {}) {
  for (;;) {
    const shown = sessionStorage.getItem(tokenKey);
    const answer = await fetch(path, { ...options, headers: headers(options.headers), cache: 'no-store' });
    if (answer.status !== 401) return answer;
    await answer.body?.cancel();
    if (sessionStorage.getItem(tokenKey) === shown) await askToken(shown !== null);
  }
}

// ask returns the answer's JSON, or fails with its message.
export async function ask(path, method = 'GET') {
  const answer = await request(path, { method });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.message ?? `the server answered ${answer.status}`);
  return body;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// follow passes on events for ever, connecting again when the stream ends.
export async function follow(onEvent, onLink) {
  let last = '';
  for (let wait = 500; ; wait = Math.min(wait * 2, 10000)) {
    try {
      const answer = await request('/data-pools/events', { headers: last ? { 'Last-Event-ID': last } : {} });
      if (answer.ok) {
        wait = 500;
        onLink('live');
        await read(answer.body, (event) => { last = event.id || last; onEvent(event.data); });
      }
    } catch {
      // What matters is that there is no stream; it is tried again.
    }
    onLink('away');
    await pause(wait);
  }
}

// read takes a stream of server-sent events apart.
async function read(body, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parsed(block);
      if (event.data) onEvent(event);
    }
  }
}

function parsed(block) {
  const event = { id: '', data: null };
  for (const line of block.split('\n')) {
    if (line.startsWith('id: ')) event.id = line.slice(4);
    if (line.startsWith('data: ')) event.data = JSON.parse(line.slice(6));
  }
  return event;
}
