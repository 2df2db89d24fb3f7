// The items of one pool: searched, sorted and turned page by page by the server.
import { byId, copyCell, count, make, notice, pager, plural, say, shortened } from './text.js';
import { ask } from './api.js';
import { href } from './route.js';
import { ensure } from './run.js';

const size = 25;

// loadItems returns what the table of a place shows.
export function loadItems({ pool, q = '', sort = '', ref = '', page = 1 }) {
  return ask(`/data-pools/${pool}?${new URLSearchParams({ as: 'table', limit: size, offset: (page - 1) * size, q, sort, ref })}`);
}

// showItems shows that.
export function showItems(model, { data, page, warning }, guarded) {
  const { place } = model;
  const { title } = model.pools.find((p) => p.pool === place.pool);
  byId('view-title').textContent = title;
  byId('view-sum').textContent = summary(page, place);
  say(byId('view-note'), warning ?? '');
  const numeric = data.columns.map((_, i) => data.rows.length > 0 && data.rows.every((row) => /^\$?-?[\d.]*$/.test(row.cells[i])));
  byId('head').replaceChildren(...(data.rows.length ? [make('tr', {}, ...data.columns.map((column, i) => heading(column, numeric[i], place)))] : []));
  byId('rows').replaceChildren(...data.rows.map((row) => make('tr', {}, ...row.cells.map((text, i) => cell(row, i, text, data.columns[i], numeric[i], place)))));
  if (data.rows.length === 0) byId('rows').append(notice(data.columns.length, ...nothing(model, title, guarded)));
  mark(place.item);
  tallies(data.statuses, page, model);
  pager(byId('pager'), { page: Number(place.page ?? 1), size, found: page.found, link: (to) => href({ ...place, item: '', page: to > 1 ? to : '' }) });
}

// mark brings out the row of the item that is open.
export function mark(item) {
  for (const row of byId('rows').children) row.setAttribute('aria-selected', String(Boolean(item) && row.querySelector('a')?.dataset.id === item));
}

function summary(page, { q, ref }) {
  const there = `${plural(page.count, 'item')}${page.at_least ? ' or more' : ''}`;
  const some = page.kept < page.count || page.at_least ? `, the first ${count(page.kept)} of them are shown here` : '';
  return (q || ref ? `${count(page.found)} found in ${there}` : there) + some + (page.cached ? ' · from the cache' : '');
}

// heading sorts by its column: up, down, and as the backend has it.
function heading(column, numeric, place) {
  const now = { [column]: 'ascending', [`-${column}`]: 'descending' }[place.sort];
  const next = { ascending: `-${column}`, descending: '' }[now] ?? column;
  const link = make('a', { href: href({ ...place, item: '', page: '', sort: next }), textContent: column });
  return make('th', { scope: 'col', className: numeric ? 'num' : '', ...(now ? { 'aria-sort': now } : {}) }, link);
}

function cell(row, i, text, column, numeric, place) {
  if (i === 0) {
    const link = make('a', { href: href({ ...place, item: row.id }), textContent: text || shortened(row.id) });
    link.dataset.id = row.id;
    return make('td', {}, link);
  }
  if (column === 'ID') return copyCell(text, `id ${text}`, shortened(text));
  if (column === 'E-mail') return copyCell(text, `e-mail ${text}`);
  return make('td', { textContent: text || '–', title: text.length > 30 ? text : '', className: numeric ? 'num' : '' });
}

// nothing says why there are no rows, and offers what helps.
function nothing(model, title, guarded) {
  const { place } = model;
  if (place.q || place.ref) return ['No matches. ', make('a', { href: href({ pool: place.pool }), textContent: `Show all ${title.toLowerCase()}` })];
  const button = make('button', { type: 'button', textContent: `Ensure ${title.toLowerCase()}` });
  button.addEventListener('click', guarded(() => ensure(model, place.pool)));
  return [`No ${title.toLowerCase()} yet. Click Ensure to create them. `, button];
}

// tallies count the items by status; a click shows those alone.
function tallies(statuses, page, { place, names }) {
  byId('tallies').hidden = statuses.length < 2 && !place.ref;
  byId('tallies').replaceChildren(...(place.ref ? [make('li', {}, make('a', { href: href({ pool: place.pool }), textContent: `Only those of ${names[place.ref] || shortened(place.ref)} ✕` }))] : []),
    ...(statuses.length > 1 ? statuses : []).map(({ status, count: n }) => make('li', {},
      make('a', { href: href({ ...place, item: '', page: '', q: status }) }, status.toLowerCase().replaceAll('_', ' '), ' ', make('b', { textContent: count(n) })))));
  if (statuses.length > 1 && page.kept < page.count) byId('tallies').append(make('li', { className: 'muted', textContent: `of the first ${count(page.kept)}` }));
}
