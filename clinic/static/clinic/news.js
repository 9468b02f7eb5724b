// How much is new stands beside the name of the inbox; a new red one is also said, on every page.

const place = document.getElementById("inbox-news");
const told = document.getElementById("inbox-news-told");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== place) return;
  const found = place.querySelector("[data-red]");
  const red = Number(found?.dataset.red ?? 0);
  const before = Number(sessionStorage.getItem("red") ?? 0);
  told.textContent = red > before ? found.dataset.words : "";
  sessionStorage.setItem("red", String(red));
});

// A page that asks on its own sends nobody away from what they are writing.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.elt === place && event.detail.xhr.getResponseHeader("HX-Redirect")) {
    event.preventDefault();
    place.replaceChildren();
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === place && document.hidden) event.preventDefault();
});
