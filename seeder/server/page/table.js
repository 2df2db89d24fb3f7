// Tables that are searched and turned page by page, in the page's own memory.
import { byId, copyButton, count, make, plural, shortened } from './text.js';

const pageSize = 15;

// pagedTable fills the elements whose ids begin with prefix. cells makes a
// row's cells.
export function pagedTable(prefix, cells) {
  const view = { rows: [], at: 0 };
  const part = (name) => byId(`${prefix}-${name}`);
  const draw = () => {
    const shown = view.rows.slice(view.at, view.at + pageSize);
    const width = Math.max(1, part('head').querySelectorAll('th').length);
    const empty = make('tr', {}, make('td', { className: 'empty', colSpan: width, textContent: view.empty ?? 'Nothing here yet.' }));
    part('rows').replaceChildren(...(shown.length ? shown.map((row) => make('tr', {}, ...cells(row))) : [empty]));
    part('page').textContent = shown.length ? `${count(view.at + 1)}–${count(view.at + shown.length)} of ${count(view.rows.length)}` : '';
    part('back').disabled = view.at === 0;
    part('on').disabled = view.at + pageSize >= view.rows.length;
    part('pager').hidden = view.rows.length <= pageSize;
  };
  const turn = (by) => { view.at = Math.max(0, view.at + by * pageSize); draw(); };
  part('back').addEventListener('click', () => turn(-1));
  part('on').addEventListener('click', () => turn(1));
  return {
    columns(titles) {
      part('head').replaceChildren(make('tr', {}, ...titles.map((title) => make('th', { scope: 'col', textContent: title, className: isNumber(title) ? 'num' : '' }))));
    },
    show(rows, { keep = false, empty } = {}) {
      Object.assign(view, { rows, empty, at: keep && view.at < rows.length ? view.at : 0 });
      draw();
    },
  };
}

const numbers = new Set(['Total', 'Price', 'Items', 'Value', 'Commission', 'First km', 'Care, an hour', 'Open cases', 'Postal code']);
export const isNumber = (title) => numbers.has(title);

// copyCell shows a text that is worth copying.
export function copyCell(text, what, shown = text) {
  if (!text) return make('td', { textContent: '–' });
  return make('td', {}, make('span', { className: 'copy' },
    make('span', { className: 'id', title: text, textContent: shown }), copyButton(text, what)));
}

// itemCells are the cells of one item: ids can be copied.
export function itemCells(columns, row) {
  return row.cells.map((text, i) => {
    if (columns[i] === 'ID') return copyCell(text, `id ${text}`, shortened(text));
    if (columns[i] === 'E-mail') return copyCell(text, `e-mail ${text}`);
    return make('td', { textContent: text || '–', title: text.length > 40 ? text : '', className: isNumber(columns[i]) ? 'num' : '' });
  });
}

// matches tells whether a row shows the text.
export function matches(row, text) {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || row.id.toLowerCase().includes(wanted) || row.cells.some((cell) => cell.toLowerCase().includes(wanted));
}

// itemsSummary says how many items are shown of how many there are.
export function itemsSummary(page, found, searching) {
  const there = `${plural(page.count, 'item')}${page.at_least ? ' or more' : ''}`;
  const kept = page.kept < page.count ? `, the first ${count(page.kept)} are kept here` : '';
  return (searching ? `${count(found)} found in ${there}` : there) + kept + (page.cached ? ' · from the cache' : '');
}
