// The run sheet as it is worked with. Without this file every part is a plain form; with it, what
// is entered is saved by itself and what others enter comes along.

const LOOK = 10000;

document.getElementById("save-state").hidden = false;
fields.read();
markOpen();
runClock();

document.addEventListener("input", (event) => {
  const field = fields.of(event.target);
  if (field) saver.changed(field);
});

// A change is over: there is nothing to wait for.
document.addEventListener("change", (event) => {
  const field = fields.of(event.target);
  if (!field) return;
  if (field.value === field.was && field.since === null) return;
  saver.changed(field);
  saver.enqueue(field);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.now !== undefined) {
    event.preventDefault();
    tapTime(form.dataset.now);
  } else if (form.matches("[data-swap]")) {
    event.preventDefault();
    parts.press(form, event.submitter);
  } else if (form.matches("[data-leave]") && fields.unsaved().length) {
    event.preventDefault();
    saver.flush().then(() => { if (!fields.unsaved().length) form.submit(); });
  }
  delete form.dataset.sent;
});

// From the line at the top to the field that it speaks of.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-jump]")) return;
  event.preventDefault();
  const box = document.querySelector("[data-conflict], [aria-invalid=true]")?.closest("[data-field]");
  if (!box) return;
  if (box.closest("details")) box.closest("details").open = true;
  box.scrollIntoView({ block: "center" });
  fields.all.get(box.dataset.field).controls[0].focus({ preventScroll: true });
});

// Leaving the page: what is typed goes out, and where it cannot, the browser asks.
window.addEventListener("beforeunload", (event) => {
  if (fields.unsaved().length) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) saver.flush();
  else look();
});
window.addEventListener("online", () => saver.run());
window.addEventListener("offline", () => saver.show());
setInterval(() => saver.show(), 1000);

// What somebody else entered: fields come along unless one is in them.
async function look() {
  if (document.hidden || saver.isBusy || parts.isBusy) return;
  const answer = await wire.state();
  if (answer.kind !== "saved") {
    if (answer.kind === "out" && fields.unsaved().length) saver.wait("out", fields.unsaved()[0]);
    return;
  }
  if (saver.isOut || saver.lostSince !== null) saver.run();
  if (answer.is_same) return;
  for (const [name, { value, by }] of Object.entries(answer.fields)) bring(name, value, by);
  await parts.redraw();
}

setInterval(look, LOOK);

// What the server says of the whole sheet after a field was saved: zones, what is missing, warnings.
let later = null;
document.addEventListener("sheet:saved", () => {
  clearTimeout(later);
  later = setTimeout(() => { if (!saver.isBusy && !parts.isBusy) parts.redraw(); }, 200);
});
