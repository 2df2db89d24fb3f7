// The map: shops, homes and drivers where their coordinates put them, over the
// outlines of the districts that their addresses name. No tiles.
import { byId, count, make, plural } from './text.js';
import { ask } from './api.js';
import { href } from './route.js';

const svg = (tag, attributes, ...children) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// loadMap returns the three pools as far as they are kept.
export const loadMap = () => Promise.all(['restaurants', 'address_books', 'drivers'].map((pool) => ask(`/data-pools/${pool}?limit=1000`)));

const width = 1000;

export function showMap([shops, addresses, drivers]) {
  const streets = new Map(addresses.data.map((address) => [address.id, address]));
  const shopAt = (r) => r.address?.location ?? streets.get(r.address_id)?.location;
  const taken = new Set(shops.data.map((r) => r.address?.id ?? r.address_id));
  const kinds = [
    { pool: 'address_books', name: 'home', all: addresses, points: addresses.data.filter((a) => !taken.has(a.id)).map((a) => ({ id: a.id, label: a.street, at: a.location })) },
    { pool: 'drivers', name: 'driver', all: drivers, points: drivers.data.map((d) => ({ id: d.id, label: `${d.last_name ?? ''} ${d.first_name ?? ''}`.trim(), at: d.current_location })) },
    { pool: 'restaurants', name: 'shop', all: shops, points: shops.data.map((r) => ({ id: r.id, label: r.restaurant_name, at: shopAt(r) })) },
  ];
  for (const kind of kinds) kind.points = kind.points.filter(({ at }) => Number.isFinite(at?.lat) && Number.isFinite(at?.lng));
  const points = kinds.flatMap((kind) => kind.points);
  byId('view-title').textContent = 'Map';
  byId('view-sum').textContent = kinds.map((kind) => plural(kind.points.length, kind.name) + (kind.all.page.kept < kind.all.page.count ? ` (of the first ${count(kind.all.page.kept)} kept)` : '')).reverse().join(', ');
  if (points.length === 0) {
    byId('map').replaceChildren(make('p', { className: 'empty', textContent: 'Nothing has coordinates yet. Click Ensure to create shops, homes and drivers.' }));
    return;
  }
  const { place, height } = projection(points.map(({ at }) => at));
  const outlines = districts(addresses.data, place);
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': 'Map of shops, homes and drivers' },
    ...outlines.map(({ shape }) => shape),
    ...kinds.flatMap(({ name, pool, points: some }) => some.map(({ id, label, at }) => svg('a', { href: href({ pool, item: id }), 'aria-label': `${name} ${label}` },
      svg('title', {}, `${label} (${name})`), mark(name, ...place(at))))),
    ...outlines.map(({ name }) => name));
  const legend = make('ul', { className: 'legend' }, ...['shop', 'home', 'driver'].map((name) => make('li', {}, svg('svg', { viewBox: '-12 -12 24 24', 'aria-hidden': 'true' }, mark(name, 0, 0)), name)));
  byId('map').replaceChildren(legend, drawing);
}

// mark is the shape of a kind: told apart without colours too.
function mark(name, x, y) {
  if (name === 'shop') return svg('rect', { x: x - 8, y: y - 8, width: 16, height: 16, rx: 3, class: name });
  if (name === 'driver') return svg('path', { d: `M${x} ${y - 9} l9 16 h-18 z`, class: name });
  return svg('circle', { cx: x, cy: y, r: 6, class: name });
}

// projection fits the coordinates into the drawing, north at the top. A degree
// of longitude is shorter than one of latitude.
function projection(all) {
  const shrink = Math.cos((all[0].lat * Math.PI) / 180);
  const range = (values) => [Math.min(...values), Math.max(...values)];
  const [south, north] = range(all.map(({ lat }) => lat));
  const [west, east] = range(all.map(({ lng }) => lng * shrink));
  const margin = 40;
  const scale = (width - 2 * margin) / Math.max(east - west, north - south, 1e-4);
  const left = (width - (east - west) * scale) / 2;
  return {
    height: (north - south) * scale + 2 * margin,
    place: ({ lat, lng }) => [left + (lng * shrink - west) * scale, margin + (north - lat) * scale],
  };
}

// districts are the outlines of the addresses of each district, with its name.
function districts(addresses, place) {
  const by = Map.groupBy(addresses.filter((a) => a.location && a.street), (a) => a.street.split(',').at(-1).trim());
  return [...by].map(([name, some]) => {
    const corners = hull(some.map((a) => place(a.location)));
    const middle = (i) => corners.reduce((sum, corner) => sum + corner[i], 0) / corners.length;
    return {
      shape: svg('path', { d: `M${corners.map((c) => c.join(' ')).join('L')}Z`, class: 'district' }),
      name: svg('text', { x: Math.min(Math.max(middle(0), 120), width - 120), y: middle(1) }, name),
    };
  });
}

// hull is the convex hull of points, by the monotone chain.
function hull(points) {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (some) => {
    const chain = [];
    for (const p of some) {
      while (chain.length > 1 && turns(chain.at(-2), chain.at(-1), p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain;
  };
  return [...half(sorted), ...half(sorted.toReversed()).slice(1, -1)];
}

const turns = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
