// The day works without this file; with it, what happens at another desk comes along within
// seconds, and nothing that somebody is typing, has open or looks at is lost.

const live = document.getElementById("live");
const stale = document.getElementById("stale");
const AGAIN = 700; // two taps within this many milliseconds were meant as one
let signedOut = false;
let dropped = false;
let before = new Map();
let focused = null;
const opened = [];
let tapped = { id: "", at: 0 };

// What each line says, by its id: whoever does not see the board is told what became another.
function said() {
  const lines = document.querySelectorAll("#board [data-name]");
  return new Map([...lines].map((line) => {
    const words = line.querySelector(".state")?.textContent.replace(/\s+/g, " ").trim();
    return [line.dataset.name + line.id.replace(/^\D+/, " "), `${line.dataset.name}: ${words}`];
  }));
}

function tell() {
  const changed = [...said()].filter(([key, words]) => before.get(key) !== words);
  if (!changed.length) return;
  const told = document.getElementById("told");
  told.textContent = `${told.dataset.one} ${changed.slice(0, 3).map(([, words]) => words).join(". ")}`;
}

// A menu or form that somebody is in stays as it is: the old one takes the place of the new one.
// Any other that is open stays open, with what is true by now.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  for (const old of target.querySelectorAll("details[open][id]")) {
    const fresh = fragment.querySelector(`#${CSS.escape(old.id)}`);
    if (!fresh) continue;
    if (isInUse(old)) fresh.replaceWith(old);
    else {
      fresh.open = true;
      opened.push(fresh);
    }
  }
});

function isInUse(box) {
  const fields = [...box.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return box.contains(focused) || fields.some((field) => field.value !== field.defaultValue);
}

// It opened before htmx could listen.
function fillOpened() {
  const menus = opened.splice(0);
  setTimeout(() => menus.forEach((menu) => window.htmx.trigger(menu, "toggle")), 50);
}

function keepPlace() {
  const now = document.activeElement;
  focused = now?.closest("#board, #needs") ? now : null;
}

// The same element, or what took its place on the card: after "Arrived" comes "Start".
function findPlace() {
  if (!focused || document.activeElement !== document.body) return;
  const { id, selectionStart, selectionEnd } = focused;
  const key = id.replace(/^\D+/, "");
  const ids = id ? [id, `step-${key}`, `came-${key}`, `more-${key}`] : [];
  const next = focused.isConnected ? focused : ids.map((one) => document.getElementById(one)).find(Boolean);
  next?.focus({ preventScroll: true });
  if (next === focused && typeof selectionStart === "number") {
    next.setSelectionRange(selectionStart, selectionEnd);
  }
}

const isTap = (element) => element.getAttribute?.("form") === "steps";

// A tap is answered with what it changed, so the page stays where it is.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.id !== "steps" || !button?.formAction) return;
  event.preventDefault();
  delete event.target.dataset.sent;
  const card = button.closest("[data-name]")?.id ?? "";
  if (card === tapped.id && performance.now() - tapped.at < AGAIN) return;
  tapped = { id: card, at: performance.now() };
  dropAnswer();
  const values = { seen: document.getElementById("seen").value };
  window.htmx.ajax("POST", button.formAction, {
    source: button, target: "#notices", select: ".notice", swap: "innerHTML", values,
  });
});

// An answer that is under way knows nothing of the tap yet.
function dropAnswer() {
  if (!live) return;
  dropped = true;
  window.htmx.trigger(live, "htmx:abort");
  dropped = false;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt === live && (signedOut || document.hidden)) event.preventDefault();
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr } = event.detail;
  if (elt !== live && !isTap(elt)) return;
  before = said();
  keepPlace();
  if (elt === live && xhr.getResponseHeader("HX-Redirect")) {
    event.preventDefault();
    signedOut = true;
    showStale();
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (dropped || signedOut || (elt !== live && !isTap(elt))) return;
  findPlace();
  fillOpened();
  if (!successful) {
    showStale();
  } else {
    stale.hidden = true;
    stale.querySelector("[data-since]").textContent = clock();
    if (elt === live) tell();
  }
});

function showStale() {
  stale.querySelector("[data-sign-in]").hidden = !signedOut;
  stale.hidden = false;
}

function clock() {
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: stale.dataset.zone };
  return new Intl.DateTimeFormat("en-GB", style).format(new Date());
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && live) window.htmx.trigger(live, "look");
});

// What came of a call is one more click away: its form is open in an open menu.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.target.matches?.(".slot-more") && event.detail.target.querySelector(".contact-open");
  if (form) form.open = true;
});

// One menu at a time; Escape and a click elsewhere close it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".slot-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.(".slot-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
