// Talking to the server: requests that show the token, and its events.
import { byId, say } from './text.js';

const tokenKey = 'flashseed-token';

export const hasToken = () => sessionStorage.getItem(tokenKey) !== null;

const headers = () => (hasToken() ? { Authorization: `Bearer ${sessionStorage.getItem(tokenKey)}` } : {});

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

// GoneError says that the server does not answer.
export class GoneError extends Error {}

// request fetches, asking for the token as often as it takes.
async function request(path, options = {}) {
  for (;;) {
    const shown = sessionStorage.getItem(tokenKey);
    const answer = await fetch(path, { ...options, headers: headers(), cache: 'no-store' })
      .catch(() => { throw new GoneError('flashseed does not answer'); });
    if (answer.status !== 401) return answer;
    await answer.body?.cancel();
    if (sessionStorage.getItem(tokenKey) === shown) await askToken(shown !== null);
  }
}

// ask returns the answer's JSON, or fails with its message and status.
export async function ask(path, method = 'GET') {
  const answer = await request(path, { method });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw Object.assign(new Error(body?.message ?? `the server answered ${answer.status}`), { status: answer.status });
  return body;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// follow passes on events for ever, connecting again when the stream ends.
export async function follow(onEvent, onLink) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10000)) {
    try {
      const answer = await request('/data-pools/events');
      if (answer.ok) {
        wait = 500;
        onLink('live');
        await read(answer.body, onEvent);
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
    for (const line of blocks.join('\n').split('\n')) {
      if (line.startsWith('data: ')) onEvent(JSON.parse(line.slice(6)));
    }
  }
}
