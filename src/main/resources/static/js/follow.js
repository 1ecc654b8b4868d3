// A campaign on its way: the server says when something has changed, the part that changes is fetched anew.

const live = document.querySelector('#live');
const address = live.dataset.follow;
let asking = false;
let again = false;

async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(`${address}/live`, {headers: {'HX-Request': 'true'}});
    if (answer.ok && !answer.redirected) {
      const focused = document.activeElement?.closest('#live [action], #live [href]');
      const where = focused?.getAttribute('action') ?? focused?.getAttribute('href');
      live.innerHTML = await answer.text();
      if (where) live.querySelector(`[action="${where}"] button, [href="${where}"]`)?.focus();
    }
  } finally {
    asking = false;
    if (again) {
      again = false;
      setTimeout(refresh, 250);
    }
  }
}

if (address) {
  const events = new EventSource(`${address}/events`);
  events.addEventListener('changed', refresh);
  window.addEventListener('pagehide', () => events.close());
}
