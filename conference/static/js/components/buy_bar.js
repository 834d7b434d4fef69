// Keeps the total under a form in step with what is chosen. Prices are whole pence, VAT inside.
const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });
const MANY = /^\s*\d{1,4}\s*$/;

function count(input) {
  return MANY.test(input.value) ? Number(input.value) : 0;
}

function lines(form) {
  const many = form.querySelector("[data-many]");
  return [...form.querySelectorAll("[data-price]")].flatMap((input) => {
    const isChoice = input.type === "radio" || input.type === "checkbox";
    if (isChoice && !input.checked) return [];
    const number = isChoice ? (many ? count(many) : 1) : count(input);
    return number ? [{ name: input.dataset.name, number, pence: number * Number(input.dataset.price) }] : [];
  });
}

function show(form) {
  const chosen = lines(form);
  const total = chosen.reduce((sum, line) => sum + line.pence, 0);
  form.querySelector("[data-total]").textContent = pounds.format(total / 100);
  form.querySelector("[data-what]").textContent = chosen.length
    ? `${chosen.map((line) => `${line.number} × ${line.name}`).join(", ")}, VAT included`
    : "Nothing chosen yet";
}

for (const form of document.querySelectorAll("form[data-basket]")) {
  if (form.querySelector("[data-total]")) form.addEventListener("input", () => show(form));
}
