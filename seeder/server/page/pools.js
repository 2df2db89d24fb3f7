// The list of pools: how many items there are of those wanted, and how each
// pool stands.
import { byId, count, make, plural } from './text.js';
import { drawArrows, tellArrows } from './graph.js';

// stateOf is the word for how a pool stands, from the running report if there is
// one.
function stateOf(pool, model) {
  const line = model.running?.report.pools.find((p) => p.pool === pool.pool);
  if (line && line.status !== 'pending') return line.status;
  if (line && model.working === pool.pool) return 'working';
  if (line) return 'pending';
  const last = model.last?.report.pools.find((p) => p.pool === pool.pool);
  if (last && (last.status === 'short' || last.status === 'skipped')) return last.status;
  if (pool.count === null) return 'unknown';
  return pool.count >= pool.min ? 'full' : 'short';
}

// wantedOf is what the run wants of a pool, else what the settings do.
const wantedOf = (pool, model) => model.running?.report.pools.find((p) => p.pool === pool.pool)?.min ?? pool.min;

// buildPools makes the rows, once.
export function buildPools(pools, choose) {
  byId('pools').replaceChildren(...pools.map((pool) => row(pool, pools, choose)));
  tellArrows(pools);
}

function row(pool, pools, choose) {
  const titles = pool.needs.map((need) => pools.find((p) => p.pool === need).title);
  const needs = titles.length ? `needs ${titles.join(', ')}` : 'needs nothing';
  const name = make('span', { className: 'name', id: `pool-${pool.pool}` }, pool.title);
  const button = make('button', { type: 'button', className: 'pool' },
    make('span', {}, name, make('span', { className: 'needs', title: needs, textContent: needs })),
    make('span', { className: 'bar' }, make('progress', { 'aria-labelledby': `pool-${pool.pool}` })),
    make('span', { className: 'counted' }),
    make('span', { className: 'chip' }));
  button.addEventListener('click', () => choose(pool.pool));
  const item = make('li', {}, button);
  item.dataset.pool = pool.pool;
  return item;
}

// showPools brings the rows up to date.
export function showPools(model) {
  for (const pool of model.pools) showPool(pool, model);
  const full = model.pools.filter((pool) => stateOf(pool, model) === 'full').length;
  const items = model.pools.reduce((sum, pool) => sum + (pool.count ?? 0), 0);
  byId('pools-sum').textContent = `${full} of ${model.pools.length} full, ${plural(items, 'item')}`;
}

function showPool(pool, model) {
  const button = byId('pools').querySelector(`[data-pool="${pool.pool}"] button`);
  const state = stateOf(pool, model);
  const wanted = wantedOf(pool, model);
  const bar = button.querySelector('progress');
  button.dataset.state = state;
  button.setAttribute('aria-current', String(pool.pool === model.chosen));
  bar.max = Math.max(wanted, 1);
  bar.value = wanted === 0 ? 1 : Math.min(pool.count ?? 0, wanted);
  const there = pool.count === null ? '–' : `${count(pool.count)}${pool.at_least ? '+' : ''}`;
  button.querySelector('.counted').textContent = `${there} / ${count(wanted)}`;
  const chip = button.querySelector('.chip');
  chip.textContent = state;
  chip.dataset.state = state;
}

export function showArrows(model) {
  drawArrows(model.pools, model.chosen);
}
