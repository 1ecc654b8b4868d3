// A page that is there to be printed: asks at once, and again by its button.

document.querySelector('[data-print]').addEventListener('click', () => window.print());
window.addEventListener('load', () => window.print());
