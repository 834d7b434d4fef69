// A form with errors: the summary takes focus, so that it is read first; its links go into the field.
const summary = document.querySelector("[data-error-summary]");
summary?.focus();
summary?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const label = field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0] ?? field;
  label.scrollIntoView();
  field.focus({ preventScroll: true });
});
