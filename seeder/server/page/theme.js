// Light or dark: as the system has it, until the person chooses.
import { byId } from './text.js';

const themeKey = 'flashseed-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

export function wireTheme() {
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => byId('theme').setAttribute('aria-pressed', String(isDark()));
  const kept = localStorage.getItem(themeKey);
  if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  byId('theme').addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    localStorage.setItem(themeKey, root.dataset.theme);
    show();
  });
  system.addEventListener('change', show);
  show();
}
