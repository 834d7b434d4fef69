// Words are counted as the server counts them (proposals/rules/words.py), after it has cleaned
// the text: it drops vertical tabs and form feeds, and takes U+FEFF for a letter.
function count(text) {
  return (text.replace(/[\v\f]/g, "").match(/(?:\S|\uFEFF)+/gu) || []).length;
}

for (const shown of document.querySelectorAll("[data-word-count]")) {
  const box = document.getElementById(shown.dataset.wordCount);
  const number = shown.querySelector("span");
  const show = () => {
    number.textContent = count(box.value);
  };
  box.addEventListener("input", show);
  show(); // somebody may have typed before this script was there
}
