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
export const plural = (n, one, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

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

// copyButton copies a text and says so, on itself and to screen readers.
export function copyButton(text, what) {
  const button = make('button', { type: 'button', textContent: 'Copy', 'aria-label': `Copy ${what}` });
  button.addEventListener('click', async () => {
    const done = await copied(text);
    button.textContent = done ? 'Copied' : 'Select it';
    button.classList.toggle('done', done);
    announce(done ? `Copied ${what}` : 'Copying is not allowed here');
    setTimeout(() => { button.textContent = 'Copy'; button.classList.remove('done'); }, 1500);
  });
  return button;
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

// announce tells screen readers something.
export function announce(text) {
  byId('live').textContent = text;
}
