// For sign-up forms, on our pages and on the shop's own site: a form is sent once, however often its button is pressed.
// Without this script everything works, too.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}
// coming back by the browser's arrow, it may be sent again
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) {
    delete form.dataset.sent;
  }
});
