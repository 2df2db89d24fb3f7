// The page: one model, changed by the server's events and by the address, and
// shown by the other modules.
import { announce, byId, notice, plural } from './text.js';
import { GoneError, ask, follow, hasToken } from './api.js';
import { here, href, replace } from './route.js';
import { buildPools, showPools } from './pools.js';
import { buildRun, showRun } from './run.js';
import { loadItems, mark, showItems } from './items.js';
import { loadItem, showItem } from './panel.js';
import { loadAccounts, showAccounts } from './accounts.js';
import { loadMap, showMap } from './map.js';
import { wireTheme } from './theme.js';

const model = { pools: [], presets: [], history: [], running: null, last: null, working: '', place: {}, names: {} };

// handlers say what each event changes.
const handlers = {
  snapshot({ status }) {
    const first = model.pools.length === 0;
    Object.assign(model, status);
    if (first) begin();
    else if (!model.running) load();
  },
  run_started({ run }) {
    Object.assign(model, { running: run, working: '' });
    announce(`${run.action} started`);
  },
  waiting({ text }) { if (model.running) model.running.waiting = text; },
  warning({ text }) { model.running?.warnings.push(text); },
  pool_started({ pool }) { model.working = pool.pool; takeOver(pool); },
  item_created({ pool }) { model.working = pool.pool; takeOver(pool); },
  pool_done({ pool }) { takeOver(pool); },
  run_done({ run }) {
    const touched = run.report.pools.filter((p) => p.created || p.completed);
    Object.assign(model, { running: null, last: run, working: '', history: [{ ...run, report: { ...run.report, pools: touched } }, ...model.history].slice(0, 10) });
    announce(`${run.action} ended: ${run.report.error || `all pools are full, ${plural(touched.reduce((n, p) => n + p.created, 0), 'item')} created`}`);
    load();
  },
};

// takeOver puts a pool's line into the running report, and its count into the
// list if it was looked at.
function takeOver(line) {
  const pool = model.pools.find((p) => p.pool === line.pool);
  if (pool && line.now !== null) Object.assign(pool, { count: line.now, at_least: line.at_least });
  if (!model.running) return;
  model.running.waiting = '';
  model.running.report.pools = model.running.report.pools.map((p) => (p.pool === line.pool ? line : p));
}

let drawing = 0;

// draw shows the model, at most once a frame.
function draw() {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    showPools(model);
    showRun(model);
  });
}

// begin builds what the first snapshot names.
function begin() {
  byId('main').hidden = false;
  byId('where').textContent = `fills ${model.backend}`;
  byId('version').textContent = `flashseed ${model.version}`;
  buildPools(model.pools);
  buildRun(model, guarded);
  byId('clean').hidden = !hasToken(); // without one the server does not clean
  guarded(wireLive)();
  addEventListener('hashchange', move);
  move();
}

// move goes to the place that the address names.
function move() {
  const before = model.place;
  model.place = here();
  const { place } = model;
  if (!place.view && model.pools.every((p) => p.pool !== place.pool)) place.pool = model.pools.find((p) => p.pool === 'restaurants')?.pool ?? model.pools[0].pool;
  if (document.activeElement !== byId('search')) byId('search').value = place.q ?? '';
  for (const [id, shown] of Object.entries({ 'search-field': place.view !== 'map', 'role-field': place.view === 'accounts', map: place.view === 'map', table: place.view !== 'map' })) byId(id).hidden = !shown;
  const same = href({ ...before, item: '' }) === href({ ...place, item: '' });
  if (before.pool !== place.pool || before.view !== place.view) {
    for (const id of ['rows', 'head', 'map', 'view-tools', 'tallies']) byId(id).replaceChildren();
    for (const id of ['tallies', 'pager', 'view-note']) byId(id).hidden = true;
    byId('rows').append(notice(1, 'Loading…'));
    byId('view-title').textContent = model.pools.find((p) => p.pool === place.pool)?.title ?? place.view;
    byId('view-sum').textContent = '';
    if (narrow.matches) byId('nav').open = false;
  }
  draw();
  if (!same) guarded(loadView)();
  guarded(loadPanel)();
}

// latest drops answers that came after the next question.
const latest = {};
async function only(what, ask, show) {
  const ticket = latest[what] = {};
  const answer = await ask();
  if (latest[what] === ticket) show(answer);
}

function loadView() {
  if (model.place.view === 'map') return only('view', loadMap, showMap);
  if (model.place.view === 'accounts') {
    return only('view', loadAccounts, (answer) => { const show = () => showAccounts(model, answer, show); show(); });
  }
  return only('view', () => loadItems(model.place), (answer) => showItems(model, answer, guarded));
}

async function loadPanel() {
  const { item } = model.place;
  const open = byId('panel').dataset.item;
  mark(item);
  if (!item) {
    byId('panel').hidden = true;
    byId('panel').dataset.item = '';
    if (open) byId('rows').querySelector(`[data-id="${CSS.escape(open)}"]`)?.focus();
    return;
  }
  await only('panel', () => loadItem(model.place), (answer) => {
    byId('panel').hidden = false;
    showItem(model, answer);
    byId('panel').dataset.item = item;
    if (open !== item) byId('panel-title').focus();
  });
}

// guarded shows what fails, in one place; the next success takes it away.
function guarded(action) {
  return async () => {
    try {
      await action();
      byId('alert').hidden = true;
    } catch (error) {
      if (error instanceof GoneError) return; // the stream of events says so
      const down = error.status > 500 && error.status !== 503;
      byId('alert-text').textContent = down ? `The backend does not answer: ${error.message}` : error.message;
      byId('alert').hidden = down && model.last?.report.status === 'failed'; // the run has said so
      byId('rows').querySelector('.empty')?.replaceChildren(down ? 'Nothing can be shown while the backend does not answer.' : 'Nothing to show.');
    }
  };
}

const load = guarded(() => Promise.all([loadView(), loadPanel()]));

// wireLive has the button start and end live, and say how it goes on.
async function wireLive() {
  const button = byId('live');
  let shown = '';
  const show = ({ data: { running, report } }) => {
    const created = Object.values(report?.created ?? {}).reduce((sum, n) => sum + n, 0);
    const now = running ? `Live: ${plural(created, 'item')} created, ${plural(report?.moved ?? 0, 'step')} of orders` : 'Live';
    button.setAttribute('aria-pressed', String(running));
    button.textContent = now;
    if (shown && now !== shown) guarded(loadView)();
    shown = now;
  };
  button.addEventListener('click', guarded(async () => {
    show(await ask('/data-pools/live', button.getAttribute('aria-pressed') === 'true' ? 'DELETE' : 'POST'));
  }));
  show(await ask('/data-pools/live'));
  setInterval(() => { if (button.getAttribute('aria-pressed') === 'true') guarded(async () => show(await ask('/data-pools/live')))(); }, 3000);
}

byId('clean').addEventListener('click', () => {
  byId('confirm-text').textContent = `On ${model.backend}. What flashseed did not make stays, and so does what that refers to.`;
  byId('confirm').returnValue = 'no';
  byId('confirm').showModal();
});
byId('confirm').addEventListener('close', () => {
  if (byId('confirm').returnValue === 'yes') guarded(async () => { announce((await ask('/data-pools', 'DELETE')).message); await load(); })();
});

const narrow = matchMedia('(max-width: 760px)');
byId('nav').open = !narrow.matches;
narrow.addEventListener('change', () => { byId('nav').open = !narrow.matches; });
wireTheme();
byId('retry').addEventListener('click', load);
byId('search').addEventListener('input', () => replace({ ...model.place, item: '', page: '', q: byId('search').value }));
byId('rows').addEventListener('click', (event) => {
  if (!event.target.closest('a, button') && !getSelection().toString()) event.target.closest('tr')?.querySelector('a[data-id]')?.click();
});
byId('skip').addEventListener('click', (event) => { event.preventDefault(); byId('view').focus(); });
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && model.place.item) location.hash = href({ ...model.place, item: '' });
});
setInterval(() => { if (model.running) draw(); }, 1000);
follow((event) => {
  handlers[event.kind]?.(event);
  if (model.pools.length) draw();
}, (state) => {
  const away = state !== 'live';
  byId('link').dataset.state = away ? 'failed' : 'live';
  byId('link').textContent = away ? 'reconnecting' : 'connected';
  document.body.classList.toggle('away', away);
  byId('alert').hidden = !away;
  if (away) byId('alert-text').textContent = 'flashseed does not answer. What is shown may be old; reconnecting…';
});
