// Small habits that every page shares.

// "/" goes to the search, unless one is typing or switched it off (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-search-key]");
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && field && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === "Escape") closeHits(event.target.closest?.("[data-find]"));
});

function closeHits(box) {
  if (!box) return;
  box.querySelector(".find-hits").replaceChildren();
  box.querySelector("input").focus();
}

// Arrows walk through the hits and back to the field.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-find]");
  if (!box || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [box.querySelector("input"), ...box.querySelectorAll(".find-hits a")];
  const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  if (stops[next]) {
    event.preventDefault();
    stops[next].focus();
  }
});

// A click elsewhere closes the hits.
document.addEventListener("click", (event) => {
  for (const box of document.querySelectorAll("[data-find]")) {
    if (!box.contains(event.target)) box.querySelector(".find-hits").replaceChildren();
  }
});

// A form is sent once: the key inside it makes a repeat harmless, this makes it unlikely.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
