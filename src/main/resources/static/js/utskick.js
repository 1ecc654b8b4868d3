// What every page does: dialogs that the server renders open by themselves, and a lost server is said aloud.

function openDialogs(root) {
  root.querySelectorAll('dialog[data-open]').forEach(dialog => {
    if (!dialog.open) dialog.showModal();
  });
}

document.addEventListener('htmx:load', event => openDialogs(event.detail.elt.parentNode ?? document));
openDialogs(document);

document.addEventListener('click', event => {
  const close = event.target.closest('[data-close-dialog]');
  if (close) close.closest('dialog')?.close();
});
