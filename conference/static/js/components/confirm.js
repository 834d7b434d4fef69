// A link to a page that asks "are you sure" shows the same question, in the same words, as a dialog.
async function question(href) {
  const answer = await fetch(href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector(".confirm");
  if (!content) return null;
  if (!content.querySelector("h2")) {
    const heading = page.createElement("h2");
    heading.id = `${content.id}-question`;
    heading.textContent = page.querySelector("h1").textContent;
    content.prepend(heading);
  }
  return content;
}

function ask(content) {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.append(...content.childNodes);
  dialog.setAttribute("aria-labelledby", dialog.querySelector("h2").id);
  const leave = dialog.querySelector("[data-dismiss]");
  leave.autofocus = true;
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const content = await question(link.href).catch(() => null);
  if (content) ask(document.importNode(content, true));
  else location.assign(link.href);
});
