// What the address bar keeps: a pool or another view, and how it is looked at.

export const here = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

// href is the address of a place; what is empty is left out.
export const href = (place) => `#${new URLSearchParams(Object.entries(place).filter(([, value]) => value))}`;

// replace changes the address without a step back, as typing does.
export function replace(place) {
  history.replaceState(null, '', href(place));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
