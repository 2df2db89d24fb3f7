// The strip at the top: the run that goes on or the last one, what starts one,
// and what earlier ones made.
import { byId, clock, count, duration, make, plural, say } from './text.js';
import { ask } from './api.js';

// buildRun offers what can be filled, once.
export function buildRun(model, guarded) {
  byId('scope').append(make('option', { value: '', textContent: 'all pools' }), ...model.pools.map((pool) => make('option', { value: pool.pool, textContent: pool.title })));
  byId('amount').append(make('option', { value: '', textContent: 'the usual number' }),
    ...model.presets.map((name) => make('option', { value: `preset=${name}`, textContent: `a ${name}` })), make('option', { value: 'min', textContent: 'a number…' }));
  byId('amount').addEventListener('change', () => { byId('number-field').hidden = byId('amount').value !== 'min'; });
  byId('ensure-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const amount = byId('amount').value;
    guarded(() => ensure(model, byId('scope').value, amount === 'min' ? byId('number').value : '', amount.replace('preset=', '').replace('min', '')))();
  });
  byId('refresh').addEventListener('click', guarded(() => start(model, '/data-pools/refresh')));
  byId('cancel').addEventListener('click', guarded(() => ask('/data-pools/cancel', 'POST')));
}

// ensure asks for a run of one pool, or of all for ''. A number is of the pool
// itself, not of those that it needs.
export function ensure(model, pool, number = '', preset = '') {
  const min = number && pool ? `${pool}=${number}` : number;
  const query = new URLSearchParams(Object.entries({ pools: pool, min, preset }).filter(([, value]) => value));
  return start(model, `/data-pools/ensure?${query}`);
}

// start asks for a run. What comes of it, events report: a run that failed is
// no failure of this request.
async function start(model, path) {
  if (model.running) return;
  await ask(path, 'POST').catch((error) => { if (!(error.status >= 500)) throw error; });
}

// showRun brings the strip up to date.
export function showRun(model) {
  const run = model.running ?? model.last;
  for (const id of ['ensure', 'refresh']) byId(id).setAttribute('aria-disabled', String(model.running !== null));
  byId('cancel').hidden = !model.running;
  if (!run) return;
  byId('run-state').textContent = byId('run-state').dataset.state = run.report.status;
  byId('run-sum').textContent = summary(run, model);
  say(byId('run-wait'), run.waiting ? `Waiting for ${run.waiting}` : '');
  showProgress(run.report, model);
  const notes = [run.report.error, run.hint, ...run.warnings, ...reasons(run.report, model)].filter(Boolean);
  byId('run-notes').replaceChildren(...notes.map((text) => make('li', { textContent: text })));
  byId('run-notes').hidden = notes.length === 0;
  byId('run-notes').classList.toggle('bad', Boolean(run.report.error));
  byId('history').hidden = model.history.length === 0;
  byId('history-list').replaceChildren(...model.history.map((past) => {
    const chip = make('span', { className: 'chip', textContent: past.report.status });
    chip.dataset.state = past.report.status;
    return make('li', {}, chip, ` ${summary(past, model, true)}`);
  }));
}

const titleOf = (pool, model) => model.pools.find((p) => p.pool === pool)?.title ?? pool;

// summary says what a run did; whole names every pool, even of many.
function summary(run, model, whole) {
  const { report } = run;
  let made = report.pools.filter((p) => p.created > 0).map((p) => `${titleOf(p.pool, model)} +${count(p.created)}`);
  if (made.length > 3 && !whole) made = [`${plural(report.pools.reduce((sum, p) => sum + p.created, 0), 'item')} created in ${made.length} pools`];
  const finished = report.pools.reduce((sum, p) => sum + p.completed, 0);
  const parts = [`${run.action} at ${clock(run.started)}`];
  if (run.ended) parts.push(duration(report.duration_ms));
  if (report.cached) parts.push('full according to the cache');
  else if (run.ended || made.length) parts.push(made.length ? made.join(', ') : 'nothing was created');
  if (finished) parts.push(`${plural(finished, 'item')} finished`);
  return parts.join(' · ');
}

// reasons says once what keeps how many pools short, unless the run's own error
// has said it.
function reasons(report, model) {
  const by = Map.groupBy(report.pools.filter((p) => p.reason && !report.error.includes(p.reason) && !p.reason.startsWith('not reached')), (p) => p.reason);
  return [...by].map(([reason, pools]) => `${pools.map((p) => titleOf(p.pool, model)).join(', ')}: ${reason}`);
}

// showProgress shows how much of what is wanted is there, how fast it comes, and
// how long the rest will take at that rate.
function showProgress(report, model) {
  byId('run-progress').hidden = !model.running;
  if (!model.running) return;
  const wanted = report.pools.reduce((sum, p) => sum + p.min, 0);
  const there = report.pools.reduce((sum, p) => sum + Math.min(p.now ?? 0, p.min), 0);
  const created = report.pools.reduce((sum, p) => sum + p.created, 0);
  const seconds = (Date.now() - new Date(model.running.started)) / 1000;
  Object.assign(byId('run-bar'), { max: Math.max(1, wanted), value: there });
  const parts = [`${count(there)} of ${count(wanted)}`];
  if (created && seconds > 1) parts.push(`${(created / seconds).toFixed(1)}/s`, `about ${duration(1000 * Math.ceil((wanted - there) * seconds / created))} left`);
  byId('run-rate').textContent = parts.join(' · ');
}
