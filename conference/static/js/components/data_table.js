// Long lists: one box in the head of the table picks or leaves all rows of the page.
for (const table of document.querySelectorAll(".data-table")) {
  const boxes = [...table.querySelectorAll(".data-table__pick input[type=checkbox]")];
  const head = table.querySelector("thead th");
  if (boxes.length < 2 || !head) continue;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "Choose all on this page");
  head.replaceChildren(all);
  const fit = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", fit));
  fit();
}
