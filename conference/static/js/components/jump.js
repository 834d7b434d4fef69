// On a phone the times of the day follow the reader, and fold again after a press.
const narrow = matchMedia("(max-width: 47.99rem)");

for (const nav of document.querySelectorAll("[data-jump]")) {
  nav.classList.add("jump--follows");
  nav.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) nav.querySelector("details").open = false;
  });
}
