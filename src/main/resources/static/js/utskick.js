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

// A form that comes back with what is wrong begins there, however far down the page it is.
if (!document.querySelector('[autofocus], dialog[open]')) document.querySelector('main [aria-invalid=true]')?.focus();

// On a phone the tabs are broader than the screen: the one that is open is in sight.
for (const tabs of document.querySelectorAll('.tabs')) {
  const open = tabs.querySelector('[aria-current]');
  if (open) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
}

// The name of a file that was chosen stands beside the button, as the hidden field would show it.
document.addEventListener('change', event => {
  const output = event.target.matches('.file input') && event.target.parentNode.querySelector('output');
  if (!output) return;
  output.dataset.none ??= output.textContent;
  output.textContent = Array.from(event.target.files, file => file.name).join(', ') || output.dataset.none;
});

// What the server answers to a part of a page, when it is not that part. What was typed stays where it is.

function show(id, visible) {
  const notice = document.getElementById(id);
  if (notice) notice.hidden = !visible;
}

document.addEventListener('htmx:sendError', () => show('lost', true));
document.addEventListener('htmx:afterRequest', event => {
  if (event.detail.xhr?.status > 0) show('lost', false);
});
document.addEventListener('htmx:responseError', event => {
  show(event.detail.xhr.status === 401 || event.detail.xhr.status === 403 ? 'logged-out' : 'failed', true);
});
window.addEventListener('online', () => show('lost', false));
