// The list works without this file; with it, what is new comes along by itself, and nothing that
// somebody is typing, has open or is about to press is lost.

const told = document.getElementById("inbox-told");
const stale = document.getElementById("stale");
const list = () => document.getElementById("inbox");
let signedOut = false;
let known = keys();
let open = [];

function keys() {
  return new Map([...document.querySelectorAll("[data-key]")].map((line) => [line.dataset.key, "red" in line.dataset]));
}

const isLive = (event) => event.detail.elt === list() || event.detail.elt?.id === "inbox";

// Somebody who writes, or has a menu in hand, keeps the list as it is until they are done.
function isInUse() {
  const menu = list().querySelector(".inbox-menu[open]");
  const typed = [...list().querySelectorAll("input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  return typed || Boolean(menu?.contains(document.activeElement));
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isLive(event) && event.detail.requestConfig.verb === "get" && (signedOut || document.hidden || isInUse())) event.preventDefault();
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isLive(event) || !event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  signedOut = true;
  show("out");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "inbox") return;
  const isOwn = event.detail.requestConfig.verb !== "get";
  if (!isOwn && isInUse()) {
    event.detail.shouldSwap = false;
    return;
  }
  open = isOwn ? [] : [...list().querySelectorAll("details[open][id]")];
});

// What was open stays open, with what it had read already.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "inbox") return;
  for (const old of open) {
    const fresh = document.getElementById(old.id);
    if (!fresh) continue;
    if (old.matches(".inbox-history")) fresh.replaceWith(old);
    else fresh.open = true;
  }
  open = [];
  tell();
});

function tell() {
  const now = keys();
  const added = [...now].filter(([key]) => !known.has(key));
  if (added.length) told.textContent = added.some(([, red]) => red) ? told.dataset.red : told.dataset.new;
  known = now;
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isLive(event) || signedOut) return;
  if (event.detail.successful) stale.hidden = true;
  else if (event.detail.xhr) show("lost");
});

function show(why) {
  stale.querySelector("[data-lost]").hidden = why !== "lost";
  stale.querySelector("[data-out]").hidden = why !== "out";
  stale.hidden = false;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !signedOut) window.htmx.trigger(list(), "look");
});

// One menu at a time; Escape closes it.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".inbox-menu[open]")) return;
  for (const menu of document.querySelectorAll(".inbox-menu[open]")) {
    if (menu !== event.target) menu.open = false;
  }
}, true);
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.(".inbox-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
