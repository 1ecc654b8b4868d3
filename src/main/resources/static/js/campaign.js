// The page of the five steps: after a save by itself everything that is counted is asked for again.

const form = document.querySelector('#campaign');

// several saves may be under way at once, a button's and the page's own: the server takes none that was sent before
// the last one it took. The clock, because a page that is shown again must not begin anew.
let turn = 0;
form.addEventListener('formdata', event => {
  turn = Math.max(turn + 1, Date.now());
  event.formData.set('turn', turn);
});

// the answer to the save is the line under the heading; the rest of the page hears of it here
document.addEventListener('htmx:afterRequest', event => {
  if (event.detail.elt === form && event.detail.successful) {
    document.body.dispatchEvent(new CustomEvent('campaign-saved'));
  }
});

// the one-click fix of step 3 ticks the steps of the editor
document.addEventListener('click', event => {
  const fix = event.target.closest('[data-tick-steps]');
  if (!fix) return;
  for (const step of fix.dataset.tickSteps.split(' ')) {
    const box = form.querySelector(`[name=steps][value="${step}"]`);
    if (box) box.checked = true;
  }
  form.querySelector('[name=steps]').dispatchEvent(new Event('change', {bubbles: true}));
});

// a time that is typed is meant
form.querySelector('#at').addEventListener('input', () => {
  form.querySelector('[name=when][value=at]').checked = true;
});

// the reply is chosen for a number, the link for a name, until somebody chooses otherwise
const sender = form.querySelector('#sender');
let chosen = false;
form.querySelectorAll('[name=opt_out]').forEach(radio => radio.addEventListener('click', () => { chosen = true; }));
sender.addEventListener('change', () => {
  const radio = form.querySelector(`[name=opt_out][value=${/[A-Za-z]/.test(sender.value) ? 'link' : 'reply'}]`);
  if (radio && !chosen) radio.checked = true;
});

// clicks can be counted once there are links
const links = form.querySelector('#links');
form.addEventListener('input', () => {
  const typed = [...form.querySelectorAll('#text, #html')].map(field => field.value).join(' ');
  links.hidden = !/https?:\/\/[^\s<>"{]/i.test(typed);
});
