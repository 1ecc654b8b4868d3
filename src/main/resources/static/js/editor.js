// Where a text is written: fields by click, drag, right-click or list; the fix under the text; files from the disk.

const editor = document.querySelector('[data-editor]');
const text = editor.querySelector('#text');
const menu = editor.querySelector('#field-menu');
const menuButton = editor.querySelector('[data-field-menu]');
let target = text;

function changed(element) {
  element.dispatchEvent(new Event('input', {bubbles: true}));
}

// keeps the browser's undo, which setting the value would lose
function insert(words) {
  target.focus();
  if (!document.execCommand('insertText', false, words)) {
    target.setRangeText(words, target.selectionStart, target.selectionEnd, 'end');
    changed(target);
  }
}

function openMenu(x, y) {
  menu.hidden = false;
  menuButton.setAttribute('aria-expanded', 'true');
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, window.innerWidth - box.width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, window.innerHeight - box.height - 8))}px`;
  menu.querySelector('[role=menuitem]').focus();
}

function closeMenu() {
  if (menu.hidden) return;
  menu.hidden = true;
  menuButton.setAttribute('aria-expanded', 'false');
  target.focus();
}

function moveInMenu(event) {
  const items = [...menu.querySelectorAll('[role=menuitem]')];
  const here = items.indexOf(document.activeElement);
  const next = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1}[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[(next + items.length) % items.length].focus();
}

editor.addEventListener('focusin', event => {
  if (event.target.matches('[data-editor-text]')) target = event.target;
});

editor.addEventListener('click', event => {
  const field = event.target.closest('[data-insert]');
  if (field) {
    closeMenu();
    insert(field.dataset.insert);
    return;
  }
  if (event.target.closest('[data-field-menu]')) {
    const box = menuButton.getBoundingClientRect();
    if (menu.hidden) openMenu(box.left, box.bottom + 4);
    else closeMenu();
    return;
  }
  if (event.target.closest('[data-field-add]')) {
    insert(editor.querySelector('[data-field-list]').value);
    return;
  }
  const fix = event.target.closest('[data-fix]');
  if (fix) {
    for (const step of fix.dataset.steps.split(' ')) {
      const box = editor.querySelector(`[name=steps][value="${step}"]`);
      if (box) box.checked = true;
    }
    text.value = fix.dataset.fix;
    text.focus();
    changed(text);
  }
});

editor.addEventListener('dragstart', event => {
  const field = event.target.closest?.('[data-insert]');
  if (field) {
    event.dataTransfer.setData('text/plain', field.dataset.insert);
    event.dataTransfer.effectAllowed = 'copy';
  }
});

editor.querySelectorAll('[data-editor-text]').forEach(field => field.addEventListener('contextmenu', event => {
  if (!menuButton) return;
  event.preventDefault();
  target = field;
  const box = field.getBoundingClientRect();
  // the menu key has no place of its own
  openMenu(event.clientX || box.left + 16, event.clientY || box.top + 16);
}));

document.addEventListener('click', event => {
  if (!menu.contains(event.target) && !event.target.closest('[data-field-menu]')) menu.hidden = true;
});

menu.addEventListener('keydown', event => {
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    closeMenu();
  } else {
    moveInMenu(event);
  }
});

// a text that cannot be sent keeps the form from going
document.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target.id !== 'count') return;
  text.setCustomValidity(event.detail.target.querySelector('[data-refused]')?.dataset.refused ?? '');
});

function documentProblem(words) {
  const line = editor.querySelector('[data-document-problem]');
  line.textContent = words;
  line.hidden = !words;
}

editor.querySelector('[data-document-file]').addEventListener('change', async event => {
  const file = event.target.files[0];
  if (!file) return;
  const body = new FormData();
  body.set('document', file);
  body.set('channel', editor.querySelector('[name=channel]').value);
  event.target.value = '';
  try {
    const answer = await fetch('/templates/document/open', {
      method: 'POST', body, headers: JSON.parse(document.body.getAttribute('hx-headers')),
    });
    const words = await answer.json();
    documentProblem(words.problem ?? '');
    if (words.problem) return;
    text.value = words.text;
    const subject = editor.querySelector('#subject');
    if (subject && words.subject) subject.value = words.subject;
    changed(text);
  } catch {
    documentProblem(editor.dataset.openFailed);
  }
});

// an HTML file says its own charset, if it is not UTF-8
function decode(bytes) {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    const head = new TextDecoder('latin1').decode(bytes.slice(0, 2048));
    const named = head.match(/charset=["']?([\w-]+)/i)?.[1] ?? 'windows-1252';
    try {
      return new TextDecoder(named).decode(bytes);
    } catch {
      return new TextDecoder('windows-1252').decode(bytes);
    }
  }
}

editor.querySelector('[data-html-file]')?.addEventListener('change', async event => {
  const file = event.target.files[0];
  if (!file) return;
  event.target.value = '';
  const html = editor.querySelector('#html');
  html.value = decode(await file.arrayBuffer());
  changed(html);
});
