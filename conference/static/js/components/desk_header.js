// The open group of the desk's menu closes by Escape, and by whatever is done elsewhere.
const folds = document.querySelectorAll(".desk-menu details");

function closeAll(except) {
  for (const fold of folds) if (fold !== except) fold.open = false;
}

for (const fold of folds) {
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  fold.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !fold.contains(event.relatedTarget)) fold.open = false;
  });
}
document.addEventListener("pointerdown", (event) => closeAll(event.target.closest(".desk-menu details")));
