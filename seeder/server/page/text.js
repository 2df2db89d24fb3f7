// Small things that all other modules build with: elements, without a way to
// put markup into them, and words for numbers.

export const byId = (id) => document.getElementById(id);

// make builds an element. Properties are set as such, attributes where there
// is no property of that name; children are elements or text.
export function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// say puts a text into an element and hides it if there is none.
export function say(node, text) {
  node.textContent = text;
  node.hidden = text === '';
}

// count writes a number of things; null is one that is not known.
export const count = (n) => n === null ? '–' : n.toLocaleString('en');
export const plural = (n, one) => `${count(n)} ${n === 1 ? one : `${one}s`}`;

export function duration(ms) {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`;
}

export const clock = (time) => new Date(time).toLocaleTimeString('en', { hour12: false });

// shortened leaves beginning and end of a long id.
export function shortened(id) {
  return id.length <= 22 ? id : `${id.slice(0, 13)}…${id.slice(-6)}`;
}

// copyButton copies a text, or what text() comes to, and says so, on itself and
// to screen readers. what is the thing that is copied.
export function copyButton(text, what, title = 'Copy') {
  const button = make('button', { type: 'button', className: 'small', textContent: title, 'aria-label': title === 'Copy' ? `Copy ${what}` : `${title} (${what})` });
  button.addEventListener('click', async () => {
    try {
      const done = await copied(typeof text === 'function' ? await text() : text);
      button.textContent = done ? 'Copied' : 'Not allowed';
      announce(done ? `Copied ${what}` : 'The browser does not allow copying here');
    } catch (error) {
      button.textContent = 'Failed';
      button.title = error.message;
      announce(error.message);
    }
    setTimeout(() => { button.textContent = title; }, 1500);
  });
  return button;
}

// copyCell shows a text that is worth copying.
export const copyCell = (text, what, shown = text) => (text
  ? make('td', {}, make('span', { className: 'copy' }, make('span', { className: 'id', title: text, textContent: shown }), copyButton(text, what)))
  : make('td', { textContent: '–' }));

// notice is a table's only row where there is nothing else to show.
export const notice = (columns, ...children) => make('tr', {}, make('td', { className: 'empty', colSpan: Math.max(1, columns) }, ...children));

// pager shows which rows are shown, with links to those before and after.
export function pager(node, { page, size, found, link }) {
  const last = Math.ceil(found / size);
  const turn = (to, title) => make('a', to < 1 || to > last ? { textContent: title, 'aria-disabled': 'true', role: 'link' } : { textContent: title, href: link(to) });
  node.hidden = last < 2;
  node.replaceChildren(turn(page - 1, 'Previous'),
    make('span', { className: 'muted', textContent: `${count((page - 1) * size + 1)}–${count(Math.min(page * size, found))} of ${count(found)}` }),
    turn(page + 1, 'Next'));
}

// copied tries the clipboard, which browsers give only to pages that came
// safely, and then the old way.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make('textarea', { value: text, className: 'unseen', readOnly: true });
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus();
    return done;
  }
}

// folded is a text as a search compares it: without case and accents.
export const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd').trim();

// announce tells screen readers something.
export function announce(text) {
  byId('said').textContent = text;
}
