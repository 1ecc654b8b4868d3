// The list of customers by hand and by keyboard: / goes to the search, arrows from row to row, space ticks, Enter opens.

const search = document.getElementById('q');

document.addEventListener('change', event => {
  const form = event.target.closest('form.ticked');
  if (!form) return;
  const boxes = [...form.querySelectorAll('[name="customers"]')];
  // in the table's head, and on a phone, which has none, in the bar
  const everies = [...form.querySelectorAll('[data-tick-all]')];
  const every = everies.includes(event.target) ? event.target : everies[0];
  const all = form.querySelector('[name="all"]');
  if (event.target === every) boxes.forEach(box => { box.checked = every.checked; });
  if (event.target.name === 'customers') {
    every.checked = boxes.every(box => box.checked);
    every.indeterminate = !every.checked && boxes.some(box => box.checked);
  }
  // "all that are found" stands for every row; a row that is taken out of it ends it
  if (event.target === all && all.checked) {
    boxes.forEach(box => { box.checked = true; });
    every.checked = true;
    every.indeterminate = false;
  } else if (all && event.target !== all && event.target.name !== 'column' && !every.checked) {
    all.checked = false;
  }
  everies.forEach(other => {
    other.checked = every.checked;
    other.indeterminate = every.indeterminate;
  });
});

// a group needs a name, and says so before anything is sent
document.addEventListener('click', event => {
  if (!event.target.closest('[formaction="/customers/group"]')) return;
  const name = document.getElementById('group-name');
  name.setCustomValidity(name.value.trim() ? '' : name.dataset.missing);
  if (!name.reportValidity()) event.preventDefault();
});
document.addEventListener('input', event => {
  if (event.target.id === 'group-name') event.target.setCustomValidity('');
});

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  if (opener) {
    const panel = document.getElementById(opener.dataset.opens);
    panel.hidden = !panel.hidden;
    opener.setAttribute('aria-expanded', String(!panel.hidden));
  }
  // one of the bar's panels at a time, and none when somebody goes on elsewhere
  document.querySelectorAll('.pop[open]').forEach(pop => {
    if (!pop.contains(event.target)) pop.open = false;
  });
});

// Enter in the group's name adds to it, whatever the bar's first button is
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.target.id === 'group-name') {
    event.preventDefault();
    event.target.closest('.pop').querySelector('[value="add"]').click();
  }
});

function links() {
  return [...document.querySelectorAll('#found tbody a.name')];
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const target = event.target;
  const typing = target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]');
  if (event.key === '/' && !typing) {
    event.preventDefault();
    search?.focus();
    search?.select();
    return;
  }
  const all = links();
  const row = target.closest('#found tbody tr');
  const at = row ? all.indexOf(row.querySelector('a.name')) : -1;
  if (event.key === 'ArrowDown' && (row || target === search) && all.length > 0) {
    event.preventDefault();
    all[Math.min(at + 1, all.length - 1)].focus();
  } else if (event.key === 'ArrowUp' && row) {
    event.preventDefault();
    if (at > 0) all[at - 1].focus();
    else search?.focus();
  } else if (event.key === ' ' && row && target.matches('a.name')) {
    event.preventDefault();
    row.querySelector('[name="customers"]').click();
  } else if (event.key === 'Escape') {
    document.querySelectorAll('.pop[open]').forEach(pop => {
      pop.open = false;
      pop.querySelector('summary').focus();
    });
  }
});

// what was typed before this page could listen
window.addEventListener('load', () => {
  if (search && search.value !== search.defaultValue) search.form.requestSubmit();
});
