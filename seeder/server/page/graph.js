// The arrows beside the pools: from what is needed to what needs it.
import { byId } from './text.js';

const svgNS = 'http://www.w3.org/2000/svg';

function shape(tag, attributes) {
  const node = document.createElementNS(svgNS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

// drawArrows draws an arc for each dependency, the wider the further it goes.
// The pool that is looked at has its own brought out.
export function drawArrows(pools, chosen) {
  const svg = byId('arrows');
  const rows = new Map([...byId('pools').children].map((row) => [row.dataset.pool, row]));
  const width = svg.getBoundingClientRect().width;
  const middle = (pool) => rows.get(pool).offsetTop + rows.get(pool).offsetHeight / 2;
  const shapes = [];
  const touched = new Set([chosen]);
  for (const pool of pools) {
    for (const need of pool.needs) {
      const on = pool.pool === chosen || need === chosen;
      if (on) touched.add(pool.pool).add(need);
      shapes.push({ on, nodes: arrow(middle(need), middle(pool.pool), width, pools.length, on) });
    }
  }
  shapes.sort((a, b) => a.on - b.on);
  const dots = pools.map((pool) => shape('circle', {
    cx: width - 7, cy: middle(pool.pool), r: 3.4, class: touched.has(pool.pool) ? 'on' : '',
  }));
  svg.replaceChildren(byId('arrows-title'), byId('arrows-text'), ...shapes.flatMap((s) => s.nodes), ...dots);
}

// arrow is an arc from one height to another with its point at the end.
function arrow(from, to, width, rows, on) {
  const right = width - 12;
  const rowHeight = 50;
  const reach = Math.min(1, Math.abs(to - from) / rowHeight / (rows - 2));
  const bulge = right - 14 - (right - 16) * Math.sqrt(reach) * 1.25;
  const name = on ? 'on' : '';
  return [
    shape('path', { d: `M${right} ${from} C${bulge} ${from} ${bulge} ${to} ${right - 5} ${to}`, class: name }),
    shape('path', { d: `M${right} ${to} l-7 -3.6 v7.2 z`, class: `tip ${name}` }),
  ];
}

// tellArrows writes the same as a text.
export function tellArrows(pools) {
  const titles = new Map(pools.map((pool) => [pool.pool, pool.title]));
  byId('arrows-text').textContent = pools
    .filter((pool) => pool.needs.length > 0)
    .map((pool) => `${pool.title} need ${pool.needs.map((need) => titles.get(need)).join(', ')}.`)
    .join(' ');
}
