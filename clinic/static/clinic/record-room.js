// What makes the sheet quick to use with gloves: steps and values by one tap, the face that opens a
// zone, the clock of the cream, and codes from a scanner.

// Plus, minus and values to tap put a number into their field as if it had been typed.
function putValue(button) {
  const { for: name, put, step, from } = button.dataset;
  const input = fields.all.get(name)?.controls[0] ?? document.getElementById(name);
  if (put !== undefined) {
    input.value = put;
  } else {
    const size = Math.abs(step);
    const held = Number(input.value.replace(",", "."));
    const next = input.value === "" ? Number(from || size) : Math.round((held + Number(step)) / size) * size;
    input.value = String(Number(Math.max(size, next).toFixed(2)));
  }
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-for]");
  if (button) putValue(button);
});

// One zone is open at a time; the face and the rows say the same.
function openZone(zone, { focus = true } = {}) {
  const row = document.getElementById(`zone-${zone}`);
  if (!row) return;
  document.querySelectorAll("details.zone[open]").forEach((other) => { other.open = other === row; });
  row.open = true;
  if (!focus) return;
  row.querySelector("summary").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const area = event.target.closest?.(".face-zone");
  if (!area) return;
  event.preventDefault();
  openZone(area.dataset.zone);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.(".face-zone")) return;
  event.preventDefault();
  openZone(event.target.dataset.zone);
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.zone")) markOpen();
}, true);

function markOpen() {
  for (const area of document.querySelectorAll(".face-zone")) {
    const row = document.getElementById(`zone-${area.dataset.zone}`);
    area.classList.toggle("is-open", Boolean(row?.open));
  }
}

// The clock of the cream runs from the time at which it came on; past its time it warns, and says
// so once to whoever does not look. It runs on while nothing can be saved.
function runClock() {
  const clock = document.getElementById("cream-clock");
  if (!clock) return;
  const on = minutesOf("numbing_on_at");
  const off = minutesOf("numbing_off_at");
  const { dataset: product } = document.querySelector("[name=numbing_product]:checked") ?? { dataset: {} };
  const passed = on === null ? 0 : Math.max(0, (off ?? minutesNow(clock)) - on);
  const [ready, over] = [Number(product.ready || Infinity), Number(product.over || Infinity)];
  let state = on === null ? "off" : "working";
  if (off !== null) state = "done";
  else if (state !== "off" && passed > over) state = "over";
  else if (state !== "off" && passed >= ready) state = "ready";
  const seconds = off === null ? Math.floor((passed % 1) * 60) : 0;
  clock.querySelector("[data-minutes]").textContent = `${Math.floor(passed)}:${String(seconds).padStart(2, "0")}`;
  for (const [name, minutes] of [["ready", ready], ["over", over]]) {
    const place = clock.querySelector(`[data-${name}]`);
    const words = on === null || minutes === Infinity ? "–" : wallMinutes(on + minutes);
    if (place.textContent !== words) place.textContent = words;
  }
  if (clock.dataset.state === state) return;
  clock.dataset.state = state;
  clock.querySelectorAll("[data-when]").forEach((text) => { text.hidden = text.dataset.when !== state; });
  showTaps(state);
}

function showTaps(state) {
  const [on, off] = ["numbing_on_at", "numbing_off_at"].map((name) => document.querySelector(`[data-now="${name}"]`));
  if (!on) return;
  on.hidden = state !== "off";
  off.hidden = state === "off" || state === "done";
}

function minutesOf(name) {
  const field = fields.all.get(name);
  const value = field ? field.value : "";
  return value ? Number(value.slice(0, 2)) * 60 + Number(value.slice(3, 5)) : null;
}

// On another day than its own the clock stands still.
function minutesNow(clock) {
  if (clock.dataset.runs === undefined) return 0;
  const [hours, minutes, seconds] = wallClock(Date.now(), { second: "2-digit" }).split(":").map(Number);
  return hours * 60 + minutes + seconds / 60;
}

function wallMinutes(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60) % 24, Math.floor(minutes % 60)];
  return [hours, rest].map((part) => String(part).padStart(2, "0")).join(":");
}

// One tap says that it happened this minute.
function tapTime(name) {
  const field = fields.all.get(name);
  field.value = wallClock(Date.now());
  field.controls[0].dispatchEvent(new Event("change", { bubbles: true }));
  runClock();
}

setInterval(runClock, 1000);

// A scanner types its code and Enter at once; the field is free for the next one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-scan]")) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
