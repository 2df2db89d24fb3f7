// The logins that flashseed made.
import { byId, make, plural, shortened } from './text.js';
import { ask } from './api.js';
import { copyCell, pagedTable } from './table.js';

const dots = '••••••••';

// accountsView wires the accounts' table up and returns what loads it.
export function accountsView() {
  let all = [];
  let open = false;
  const table = pagedTable('accounts', (a) => [
    copyCell(a.email, `e-mail ${a.email}`),
    ...(hasPasswords() ? [copyCell(a.password ?? '', `password of ${a.email}`, open ? a.password : dots)] : []),
    make('td', { textContent: a.name }), make('td', { textContent: a.role }),
    copyCell(a.id, `id ${a.id}`, shortened(a.id)),
  ]);
  const hasPasswords = () => all.some((a) => a.password !== undefined);
  const draw = (keep) => {
    const role = byId('accounts-role').value;
    const rows = all.filter((a) => role === '' || a.role === role);
    table.columns(['E-mail', ...(hasPasswords() ? ['Password'] : []), 'Name', 'Role', 'ID']);
    table.show(rows, { keep, empty: 'No accounts yet: an ensure makes them.' });
    byId('accounts-sum').textContent = plural(rows.length, 'account');
    byId('accounts-show').hidden = !hasPasswords();
  };
  byId('accounts-role').addEventListener('change', () => draw(false));
  byId('accounts-show').addEventListener('click', () => {
    open = !open;
    byId('accounts-show').setAttribute('aria-pressed', String(open));
    draw(true);
  });
  return async () => {
    all = (await ask('/data-pools/accounts')).data;
    roles(all);
    draw(true);
  };
}

// roles offers the roles that there are, leaving the choice as it is.
function roles(accounts) {
  const select = byId('accounts-role');
  const names = [...new Set(accounts.map((a) => a.role))];
  const chosen = names.includes(select.value) ? select.value : '';
  select.replaceChildren(make('option', { value: '', textContent: 'all' }), ...names.map((name) => make('option', { value: name, textContent: name })));
  select.value = chosen;
}
