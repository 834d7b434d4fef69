// One fewer, one more: buttons beside a number box, for thumbs.
function button(sign, label, input, change) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quantity__step";
  made.textContent = sign;
  made.setAttribute("aria-label", `${label}: ${input.dataset.name}`);
  made.addEventListener("click", () => {
    const now = /^\s*\d{1,4}\s*$/.test(input.value) ? Number(input.value) : 0;
    input.value = String(Math.max(0, now + change));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return made;
}

for (const row of document.querySelectorAll("[data-quantity]")) {
  const input = row.querySelector("[data-price]");
  if (!input) continue;
  input.before(button("−", "One fewer", input, -1));
  input.after(button("+", "One more", input, 1));
  const mark = () => row.classList.toggle("quantity--chosen", Number(input.value) > 0);
  input.addEventListener("input", mark);
  mark();
}
