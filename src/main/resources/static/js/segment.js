// The builder's multiple choices: what is ticked stands in the closed field, and the list closes by itself.
// While a button changes the rows, nothing is counted: its answer counts too, and must not be called off.

document.addEventListener('htmx:confirm', event => {
  const button = event.target.closest('#builder')?.querySelector('button.htmx-request');
  if (button && event.target.tagName !== 'BUTTON') event.preventDefault();
});

document.addEventListener('change', event => {
  const choice = event.target.closest('.choice');
  if (!choice) return;
  const summary = choice.querySelector('summary');
  const chosen = [...choice.querySelectorAll('input:checked')].map(input => input.parentElement.textContent.trim());
  summary.textContent = chosen.length ? chosen.join(', ') : summary.dataset.empty;
});

document.addEventListener('click', event => {
  document.querySelectorAll('.choice[open], .menu[open]').forEach(open => {
    if (!open.contains(event.target)) open.open = false;
  });
});

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const open = event.target.closest('.choice[open], .menu[open]');
  if (!open) return;
  open.open = false;
  open.querySelector('summary').focus();
});
