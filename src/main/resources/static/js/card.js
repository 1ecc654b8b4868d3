// A card that was changed and not saved asks before it is left.

const form = document.querySelector('form[data-unsaved]');
let unsaved = form.dataset.unsaved === 'true';

form.addEventListener('input', () => { unsaved = true; });
form.addEventListener('submit', () => { unsaved = false; });
// a line of the contact points came, went or moved
document.addEventListener('htmx:afterRequest', event => {
  if (form.contains(event.detail.elt) && event.detail.successful) unsaved = true;
});

window.addEventListener('beforeunload', event => {
  if (unsaved) event.preventDefault();
});
