// The list of customers by hand and by keyboard: / goes to the search, arrows from row to row, space ticks, Enter opens.

const search = document.getElementById('q');

// What was ticked decides what the others show: the box for every row (in the table's head, and on a phone, which has
// none, in the bar), and "all that are found", which a row that is taken out of it ends.
function settle(form, ticked) {
  const boxes = [...form.querySelectorAll('[name="customers"]')];
  const all = form.querySelector('[name="all"]');
  if (ticked.matches('[data-tick-all]')) boxes.forEach(box => { box.checked = ticked.checked; });
  if (ticked === all && all.checked) boxes.forEach(box => { box.checked = true; });
  const every = boxes.length > 0 && boxes.every(box => box.checked);
  if (all && !every) all.checked = false;
  form.querySelectorAll('[data-tick-all]').forEach(box => {
    box.checked = every;
    box.indeterminate = !every && boxes.some(box => box.checked);
  });
}

document.addEventListener('change', event => {
  const form = event.target.closest('form.ticked');
  if (form) settle(form, event.target);
});

// what was ticked before this page could listen, or when one was here before and comes back
window.addEventListener('pageshow', () => {
  document.querySelector('form.ticked [name="customers"]:checked')?.dispatchEvent(new Event('change', {bubbles: true}));
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
