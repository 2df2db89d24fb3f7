// What the last run did, or the running one is doing.
import { byId, clock, count, duration, make, plural, say } from './text.js';

export function showRun(model) {
  const run = model.running ?? model.last;
  if (!run) return;
  const { report } = run;
  byId('run-title').textContent = model.running ? 'This run' : 'Last run';
  const chip = byId('run-state');
  chip.textContent = report.status;
  chip.dataset.state = report.status;
  say(byId('run-sum'), summary(run, report, !model.running));
  say(byId('run-wait'), run.waiting ? `Waiting for ${run.waiting}` : '');
  say(byId('run-error'), report.error);
  say(byId('run-hint'), run.hint);
  const warnings = byId('run-warnings');
  warnings.replaceChildren(...run.warnings.map((text) => make('li', { textContent: text })));
  warnings.hidden = run.warnings.length === 0;
  showBar(report, Boolean(model.running));
  byId('run-scroll').hidden = report.pools.length === 0;
  byId('run-rows').replaceChildren(...report.pools.flatMap((pool) => lines(pool, model)));
}

function summary(run, report, over) {
  const parts = [`${run.action} at ${clock(run.started)}`];
  if (report.dialect) parts.push(`dialect ${report.dialect}`, `seed ${report.seed}`);
  if (over) {
    const { get, post, patch } = report.requests;
    parts.push(duration(report.duration_ms));
    parts.push(report.cached ? 'from the cache' : `${plural(get + post + patch, 'request')} (${get} GET, ${post} POST, ${patch} PATCH)`);
  }
  return parts.join(' · ');
}

// showBar shows how much of what is wanted is there, while a run goes on.
function showBar(report, running) {
  const bar = byId('run-bar');
  bar.hidden = !running;
  bar.max = Math.max(1, report.pools.reduce((sum, pool) => sum + pool.min, 0));
  bar.value = report.pools.reduce((sum, pool) => sum + Math.min(pool.now, pool.min), 0);
}

function lines(pool, model) {
  const title = model.pools.find((p) => p.pool === pool.pool)?.title ?? pool.pool;
  const done = pool.status !== 'pending';
  const cell = (text) => make('td', { className: 'num', textContent: text });
  const line = make('tr', {}, make('th', { scope: 'row', textContent: title }),
    cell(done || pool.now ? count(pool.before) : '·'), cell(pool.created ? `+${count(pool.created)}` : '·'),
    cell(pool.completed ? count(pool.completed) : '·'), cell(done || pool.now ? count(pool.now) + (pool.at_least ? '+' : '') : '·'),
    cell(done ? duration(pool.duration_ms) : '·'));
  if (!pool.reason) return [line];
  return [line, make('tr', {}, make('td', { colSpan: 6, className: 'bad', textContent: `${pool.status}: ${pool.reason}` }))];
}

const gone = new Set(['CANCELLED', 'DELIVERY_FAILED']);

// showOrders draws how the orders are spread over their statuses.
export function showOrders(table) {
  const at = table.columns.indexOf('Status');
  const spread = new Map();
  for (const row of table.rows) spread.set(row.cells[at], (spread.get(row.cells[at]) ?? 0) + 1);
  const most = Math.max(1, ...spread.values());
  const bars = [...spread].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([status, n]) => {
    const bar = make('span', { className: 'bar' });
    bar.style.width = `${(100 * n) / most}%`;
    bar.dataset.kind = gone.has(status) ? 'bad' : status === 'DELIVERED' ? 'done' : 'open';
    return make('li', {}, make('span', { textContent: status.toLowerCase().replaceAll('_', ' ') }), bar, make('span', { className: 'num', textContent: count(n) }));
  });
  byId('orders-chart').replaceChildren(...bars);
  byId('orders-sum').textContent = table.rows.length ? plural(table.rows.length, 'order') : 'no orders yet';
}
