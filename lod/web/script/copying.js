// Buttons that copy a text of the page; where nothing can be copied they stay hidden.

/** Shows the buttons of `page` that name, by `data-copies`, the element whose text they copy. */
export function offerCopies(page) {
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll("button[data-copies]")) {
    const source = page.getElementById(button.dataset.copies);
    if (!source) continue;
    button.hidden = false;
    button.addEventListener("click", () => copy(button, source.value ?? source.textContent));
  }
}

async function copy(button, text) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return;
  }
  // read out by its live region, since the focus stays
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = words), 2000);
}
