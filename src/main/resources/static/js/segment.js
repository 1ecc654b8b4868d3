// The builder's multiple choices: what is ticked stands in the closed field, and the list closes by itself.
// While a button changes the rows, nothing is counted: its answer must not be called off, and asks for a count itself.

// Each open builder goes by a name of its own, so that its newest count stops the one before it in the database: a busy
// server may begin with them in another order than they were sent in, and is told which.
const builder = crypto.getRandomValues(new Uint8Array(16)).reduce((id, byte, i) =>
  id + ([4, 6, 8, 10].includes(i) ? '-' : '') + byte.toString(16).padStart(2, '0'), '');
let turn = 0;
document.addEventListener('htmx:configRequest', event => {
  if (!event.target.closest('#builder')) return;
  event.detail.parameters.builder = builder;
  event.detail.parameters.turn = ++turn;
});

// Whoever leaves the page does not wait for its count: the server stops it, for that a browser hangs up is not seen there.
let unanswered = false;
const ofBuilder = event => event.target.closest?.('#builder');
document.addEventListener('htmx:beforeSend', event => { if (ofBuilder(event)) unanswered = true; });
document.addEventListener('htmx:beforeOnLoad', event => { if (ofBuilder(event)) unanswered = false; });
window.addEventListener('pagehide', () => {
  const token = document.querySelector('#builder input[name=_csrf]');
  if (!unanswered || !token) return;
  unanswered = false;
  navigator.sendBeacon('/segments/left', new URLSearchParams([[token.name, token.value], ['builder', builder]]));
});

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
