// A file may be dropped instead of chosen; how a file is written is tried at once when it is changed.

const drop = document.querySelector('[data-drop]');
if (drop) {
  const input = drop.querySelector('input[type=file]');
  for (const name of ['dragenter', 'dragover']) {
    drop.addEventListener(name, event => { event.preventDefault(); drop.classList.add('over'); });
  }
  for (const name of ['dragleave', 'drop']) {
    drop.addEventListener(name, () => drop.classList.remove('over'));
  }
  drop.addEventListener('drop', event => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', {bubbles: true}));
  });
}

document.addEventListener('change', event => {
  if (event.target.matches('[data-again]')) event.target.form.requestSubmit();
});

document.addEventListener('click', event => {
  const link = event.target.closest('[data-open-fold]');
  if (link) document.getElementById(link.dataset.openFold).open = true;
});

// Of what the law says of each legal basis, the one that is chosen. The page may have come a moment ago.
function showBasis() {
  const basis = document.getElementById('basis');
  for (const note of document.querySelectorAll('[data-basis]')) note.hidden = note.dataset.basis !== basis?.value;
}

document.addEventListener('change', event => {
  if (event.target.id === 'basis') showBasis();
});
document.addEventListener('htmx:load', showBasis);
showBasis();
