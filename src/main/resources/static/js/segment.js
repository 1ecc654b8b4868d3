// The builder's multiple choices: what is ticked stands in the closed field, and the list closes by itself.

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
