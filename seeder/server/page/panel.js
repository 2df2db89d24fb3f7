// The panel of one item: its picture, its fields, its JSON, and its references
// as links both ways.
import { byId, copyButton, count, make } from './text.js';
import { ask, hasToken } from './api.js';
import { href } from './route.js';

// loadItem returns an item and its links.
export async function loadItem({ pool, item }) {
  const path = `/data-pools/${pool}/${encodeURIComponent(item)}`;
  const [record, links] = await Promise.all([ask(path), ask(`${path}/links`)]);
  return { record: record.data, links: links.data, warning: links.warning, path };
}

// showItem shows it.
export function showItem(model, { record, links, warning, path }) {
  const { place } = model;
  const titleOf = (pool) => model.pools.find((p) => p.pool === pool)?.title ?? pool;
  model.names[place.item] = links.label;
  const json = JSON.stringify(record, null, 2);
  const curl = links.url ? `curl '${links.url}'` : `curl '${location.origin}${path}'${hasToken() ? ' -H "Authorization: Bearer $FLASHSEED_TOKEN"' : ''}`;
  const part = (title, ...children) => make('section', {}, make('h3', { textContent: title }), ...children);
  const list = (entries) => make('ul', { className: 'links' }, ...entries.map((children) => make('li', {}, ...children)));
  const parts = [
    make('div', { className: 'head' },
      make('h2', { id: 'panel-title', textContent: links.label || titleOf(place.pool), tabIndex: -1 }),
      make('a', { href: href({ ...place, item: '' }), className: 'close', 'aria-label': 'Close', textContent: '✕' })),
    make('p', { className: 'muted', textContent: titleOf(place.pool) }),
    make('div', { className: 'copy' }, make('code', { className: 'id', textContent: place.item }), copyButton(place.item, 'id')),
    ...(warning ? [make('p', { className: 'note', textContent: warning })] : []),
    ...picture(record),
  ];
  if (links.refs.length) {
    parts.push(part('Refers to', list(links.refs.map((ref) => [
      make('span', { className: 'muted', textContent: ref.field }), make('a', { href: href({ pool: ref.pool, item: ref.id }), textContent: ref.label || ref.id })]))));
  }
  if (links.from.length) {
    parts.push(part('Referred to by', list(links.from.map((from) => [make('a', {
      href: href({ pool: from.pool, ref: place.item }), textContent: `${titleOf(from.pool)}: ${count(from.count)}${from.at_least ? ' or more' : ''}`,
    })]))));
  }
  const linked = new Set(links.refs.map((ref) => ref.id));
  parts.push(part('Fields', make('dl', {}, ...fields(record, linked).flatMap(([name, text]) => [make('dt', { textContent: name }), make('dd', { textContent: text })]))));
  parts.push(make('details', {}, make('summary', { textContent: 'JSON' }), make('pre', { tabIndex: 0, textContent: json })));
  parts.push(make('div', { className: 'tools' }, copyButton(json, 'the record', 'Copy JSON'), copyButton(curl, 'the request', 'Copy as curl')));
  byId('panel').replaceChildren(...parts);
}

// picture shows the picture that flashseed itself serves; the page asks no other
// server, so of others there is a link.
function picture(record) {
  const url = [record.avatar, record.user?.avatar, record.item?.avatar].find((avatar) => avatar?.url)?.url;
  if (!/^https?:/.test(url) || !URL.canParse(url)) return [];
  const { pathname, search, hostname } = new URL(url);
  const link = make('a', { href: url, target: '_blank', rel: 'noreferrer', textContent: `Picture at ${hostname}` });
  if (!pathname.startsWith('/pictures/')) return [link];
  const image = make('img', { src: pathname + search, alt: 'Picture of the item' });
  image.addEventListener('error', () => image.replaceWith(link));
  return [image];
}

// fields are the names and texts of a record's fields, those of its objects
// under dotted names, without the items that are linked to.
function fields(record, linked, prefix = '') {
  return Object.entries(record).flatMap(([name, value]) => {
    if (linked.has(value) || linked.has(value?.id) || (name === 'id' && !prefix)) return [];
    if (isObject(value) && !prefix) return fields(value, linked, `${name}.`);
    return [[prefix + name, text(name, value)]];
  });
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function text(name, value) {
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) {
    if (value.length > 3 && value.some(isObject)) return `${count(value.length)}, see the JSON`;
    return value.map((element) => text('', element)).join('; ') || '–';
  }
  if (isObject(value)) return Object.entries(value).map(([key, inner]) => `${key} ${isObject(inner) ? '…' : inner}`).join(', ');
  const seconds = /(_at|_time|_date|_login)$/.test(name) && value > 1e9 && value < 1e10;
  return seconds ? `${new Date(value * 1000).toLocaleString('sv')} (${value})` : String(value);
}
