// The list of pools: how many items there are of those wanted, and how each
// pool stands.
import { byId, count, make } from './text.js';
import { href } from './route.js';

// lineOf is what the run that goes on, or the last one, reports of a pool.
const lineOf = (pool, run) => run?.report.pools.find((p) => p.pool === pool.pool);

// wantedOf is what that run wanted of it, else what the settings do.
const wantedOf = (pool, model) => lineOf(pool, model.running ?? model.last)?.min ?? pool.min;

// stateOf is the word for how a pool stands, from the running report if there is
// one.
function stateOf(pool, model) {
  const line = lineOf(pool, model.running);
  const wanted = wantedOf(pool, model);
  if (line && line.status !== 'pending') return line.status;
  if (line) return model.working === pool.pool ? 'working' : 'waiting';
  if (wanted === 0 && !pool.count) return 'off';
  if (pool.count === null) return 'unknown';
  if (pool.count >= wanted) return 'full';
  const last = lineOf(pool, model.last);
  if (last?.status === 'short' || last?.status === 'skipped') return last.status;
  return pool.count === 0 ? 'empty' : 'short';
}

// buildPools makes the rows, once.
export function buildPools(pools) {
  byId('pools').replaceChildren(...pools.map((pool) => {
    const link = make('a', { className: 'pool', href: href({ pool: pool.pool }) },
      make('span', { className: 'name', textContent: pool.title, id: `pool-${pool.pool}` }), make('span', { className: 'counted num' }),
      make('progress', { 'aria-labelledby': `pool-${pool.pool}` }), make('span', { className: 'state' }));
    link.dataset.pool = pool.pool;
    return make('li', {}, link);
  }));
}

// showPools brings the rows up to date.
export function showPools(model) {
  for (const pool of model.pools) {
    const row = byId('pools').querySelector(`[data-pool="${pool.pool}"]`);
    const wanted = wantedOf(pool, model);
    const there = pool.count ?? 0;
    row.dataset.state = stateOf(pool, model);
    row.setAttribute('aria-current', pool.pool === model.place.pool ? 'page' : 'false');
    row.querySelector('.counted').textContent = `${count(pool.count)}${pool.at_least ? '+' : ''} / ${count(wanted)}`;
    row.querySelector('.state').textContent = row.dataset.state;
    Object.assign(row.querySelector('progress'), { max: Math.max(wanted, 1), value: wanted ? Math.min(there, wanted) : Math.min(there, 1) });
  }
  for (const view of ['map', 'accounts']) byId(`to-${view}`).setAttribute('aria-current', model.place.view === view ? 'page' : 'false');
  const wanted = model.pools.filter((pool) => stateOf(pool, model) !== 'off');
  const full = wanted.filter((pool) => stateOf(pool, model) === 'full').length;
  byId('pools-sum').textContent = model.pools.every((pool) => pool.count === null) ? 'not looked at yet' : `${full} of ${wanted.length} full`;
}
