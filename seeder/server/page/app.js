// The page: one model, changed by the server's events and by what the person
// chooses, and shown by the other modules.
import { announce, byId, make, plural, say } from './text.js';
import { ask, follow } from './api.js';
import { buildPools, showArrows, showPools } from './pools.js';
import { showOrders, showRun } from './report.js';
import { itemCells, itemsSummary, matches, pagedTable } from './table.js';
import { accountsView } from './accounts.js';
import { wireTheme } from './theme.js';

const model = { pools: [], running: null, last: null, working: '', chosen: 'restaurants', table: null, stale: true };
let columns = [];
const itemsTable = pagedTable('items', (row) => itemCells(columns, row));
const loadAccounts = accountsView();

// handlers say what each event changes.
const handlers = {
  snapshot({ status }) {
    const first = model.pools.length === 0;
    Object.assign(model, { pools: status.pools, running: status.running, last: status.last });
    if (first) begin(status);
    else if (!model.running) loadAll();
  },
  run_started({ run }) {
    Object.assign(model, { running: run, working: '' });
    announce(`${run.action} started`);
  },
  waiting({ text }) { if (model.running) model.running.waiting = text; },
  warning({ text }) { model.running?.warnings.push(text); },
  pool_started({ pool }) { model.working = pool.pool; takeOver(pool, true); },
  item_created({ pool }) { model.working = pool.pool; takeOver(pool, true); },
  pool_done({ pool }) { takeOver(pool, pool.status === 'full' || model.working === pool.pool); },
  run_done({ run }) {
    Object.assign(model, { running: null, last: run, working: '' });
    announce(`${run.action} ended: ${run.report.error || `all pools are full, ${plural(run.report.pools.reduce((n, p) => n + p.created, 0), 'item')} created`}`);
    loadAll();
  },
};

// takeOver puts a pool's line into the running report, and its count into the
// list if it was looked at.
function takeOver(line, looked) {
  const pool = model.pools.find((p) => p.pool === line.pool);
  if (pool && looked) Object.assign(pool, { count: line.now, at_least: line.at_least });
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
    for (const id of ['ensure', 'refresh']) byId(id).setAttribute('aria-disabled', String(model.running !== null));
  });
}

// begin builds what the first snapshot tells of.
function begin(status) {
  byId('where').textContent = `fills ${status.backend}`;
  byId('version').textContent = `flashseed ${status.version}`;
  buildPools(model.pools, choose);
  byId('items-pool').replaceChildren(...model.pools.map((pool) => make('option', { value: pool.pool, textContent: pool.title })));
  if (model.pools.every((pool) => pool.pool !== model.chosen)) model.chosen = model.pools[0].pool;
  choose(model.chosen);
  new ResizeObserver(() => showArrows(model)).observe(byId('pools'));
  loadAll();
}

// choose shows another pool's items.
function choose(pool) {
  model.chosen = pool;
  byId('items-pool').value = pool;
  byId('items-search').value = '';
  byId('items-title').textContent = model.pools.find((p) => p.pool === pool).title;
  showArrows(model);
  draw();
  guarded(loadItems)();
}

const tableOf = async (pool) => ask(`/data-pools/${pool}?as=table&limit=1000`);

async function loadItems() {
  const wanted = model.chosen;
  const answer = await tableOf(wanted);
  if (wanted !== model.chosen) return;
  const fresh = model.table?.page.pool !== wanted;
  model.table = { ...answer.data, page: answer.page };
  columns = answer.data.columns;
  itemsTable.columns(columns);
  search(!fresh);
}

// search shows the items that show the text.
function search(keep) {
  if (!model.table) return;
  const text = byId('items-search').value;
  const rows = model.table.rows.filter((row) => matches(row, text));
  itemsTable.show(rows, { keep, empty: text ? 'Nothing shows that text.' : 'This pool is empty: an ensure fills it.' });
  byId('items-sum').textContent = itemsSummary(model.table.page, rows.length, text !== '');
}

async function loadOrders() {
  showOrders((await tableOf('orders')).data);
}

// guarded shows what fails; the next success takes it away.
function guarded(action) {
  return async () => {
    try {
      await action();
      say(byId('alert'), '');
    } catch (error) {
      say(byId('alert'), error.message);
    }
  };
}

const loadAll = guarded(async () => {
  await Promise.all([loadItems(), loadOrders(), loadAccounts()]);
});

// wireRun makes a button ask for a run. What comes of it, events tell.
function wireRun(action) {
  byId(action).addEventListener('click', guarded(async () => {
    if (model.running) return;
    await ask(`/data-pools/${action}`, 'POST');
  }));
}

wireTheme();
wireRun('ensure');
wireRun('refresh');
byId('items-search').addEventListener('input', () => search(false));
byId('items-pool').addEventListener('change', () => choose(byId('items-pool').value));
follow((event) => {
  handlers[event.kind]?.(event);
  if (model.pools.length) draw();
}, (state) => {
  byId('link').dataset.state = state === 'live' ? 'live' : 'failed';
  byId('link').textContent = state === 'live' ? 'live' : 'connecting again';
});
