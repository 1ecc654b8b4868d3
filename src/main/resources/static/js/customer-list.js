// Tick all of a page of customers at once.

document.addEventListener('change', event => {
  if (!event.target.matches('[data-tick-all]')) return;
  const form = event.target.closest('form');
  form.querySelectorAll('[name="customers"]').forEach(box => { box.checked = event.target.checked; });
});
