// The logins that flashseed made.
import { byId, copyButton, copyCell, count, folded, make, notice, pager, plural, shortened } from './text.js';
import { ask } from './api.js';
import { href, replace } from './route.js';

const size = 25;
const dots = '••••••••';
let open = false; // passwords are shown

export const loadAccounts = () => ask('/data-pools/accounts');

// showAccounts shows those of a role that match the search.
export function showAccounts(model, { data }, redraw) {
  const { place } = model;
  const role = place.role ?? '';
  const text = folded(place.q ?? '');
  const secret = data.some((a) => a.password);
  const found = data.filter((a) => (!role || a.role === role) && folded(`${a.name} ${a.email} ${a.role} ${a.id}`).includes(text));
  const page = Number(place.page ?? 1);
  const columns = ['Name', ...(secret ? ['Use it'] : []), 'E-mail', ...(secret ? ['Password'] : []), 'Role', 'ID'];
  byId('view-title').textContent = 'Accounts';
  byId('view-sum').textContent = found.length === data.length ? plural(data.length, 'account') : `${count(found.length)} of ${plural(data.length, 'account')}`;
  byId('role').replaceChildren(make('option', { value: '', textContent: 'all' }), ...[...new Set(data.map((a) => a.role))].map((name) => make('option', { value: name, textContent: name })));
  byId('role').value = role;
  byId('role').onchange = () => replace({ ...place, page: '', role: byId('role').value });
  byId('view-tools').replaceChildren(...(secret ? [passwordButton(redraw), copyButton(env(found), plural(found.length, 'login'), 'Copy as .env')] : []));
  byId('head').replaceChildren(make('tr', {}, ...columns.map((title) => make('th', { scope: 'col', textContent: title }))));
  byId('rows').replaceChildren(...found.slice((page - 1) * size, page * size).map((a) => make('tr', {},
    make('td', {}, make('a', { href: href({ pool: a.pool, item: a.id }), textContent: a.name || a.email })),
    ...(secret ? [make('td', {}, make('span', { className: 'copy' }, ...uses(a)))] : []),
    copyCell(a.email, `e-mail ${a.email}`),
    ...(secret ? [make('td', { className: 'id', textContent: open ? a.password : dots })] : []),
    make('td', { textContent: a.role }),
    copyCell(a.id, `id ${a.id}`, shortened(a.id)))));
  if (found.length === 0) byId('rows').append(notice(columns.length, data.length ? 'No matches.' : 'No accounts yet. Click Ensure to create them.'));
  pager(byId('pager'), { page, size, found: found.length, link: (to) => href({ ...place, page: to > 1 ? to : '' }) });
}

function passwordButton(redraw) {
  const button = make('button', { type: 'button', id: 'passwords', className: 'small', textContent: 'Show passwords', 'aria-pressed': String(open) });
  button.addEventListener('click', () => { open = !open; redraw(); byId('passwords').focus(); });
  return button;
}

const uses = (a) => [
  copyButton(`${a.email}\t${a.password}`, `login of ${a.email}`, 'Copy login'),
  copyButton(env([a]), `variables of ${a.email}`, '.env'),
  copyButton(async () => (await ask(`/data-pools/accounts/login?${new URLSearchParams({ pool: a.pool, email: a.email })}`, 'POST')).data.access_token,
    `access token of ${a.email}`, 'Log in'),
];

// env writes logins as the lines of a .env file, as `show accounts -o env` does.
function env(accounts) {
  return accounts.filter((a) => a.index >= 0).map((a) => {
    const name = `${a.pool.replace(/ies$/, 'y').replace(/s$/, '').toUpperCase()}_${a.index + 1}`;
    return Object.entries({ EMAIL: a.email, PASSWORD: a.password, ID: a.id }).map(([key, value]) => `${name}_${key}='${value.replaceAll("'", `'\\''`)}'\n`).join('');
  }).join('');
}
