// Every field is saved as it is entered: a choice at once, typed text two seconds after the last
// key and at most five seconds after the first. Fields go one after another, in the order in which
// they were changed; what could not be sent is kept on the page and sent again. Nothing is kept in
// the browser's storage, for tablets are shared.

const AFTER_KEY = 2000;
const AT_MOST = 4500;
const PAUSES = [1000, 2000, 4000, 8000, 15000];
const LOUD = 4500; // not saved for so long is said loudly, whatever the reason

const saver = {
  queue: [],
  isBusy: false,
  isOut: false,
  tries: 0,
  again: null,
  lostSince: null,

  changed(field) {
    field.since ??= Date.now();
    field.say("change", []);
    clearTimeout(field.timer);
    const left = field.since + AT_MOST - Date.now();
    const pause = field.isTyped ? Math.max(0, Math.min(AFTER_KEY, left)) : 0;
    field.timer = setTimeout(() => this.enqueue(field), pause);
    this.show();
  },

  enqueue(field) {
    clearTimeout(field.timer);
    if (field.since === null || field.box.querySelector("[data-conflict]:not([hidden])")) return;
    if (!this.queue.includes(field)) this.queue.push(field);
    this.run();
  },

  // Everything that is typed goes out now; true once the server has had its say on all of it.
  async flush() {
    for (const field of fields.unsaved()) this.enqueue(field);
    while (this.isBusy) await new Promise((done) => { setTimeout(done, 30); });
    return fields.waiting().length === 0;
  },

  async run() {
    if (this.isBusy) return;
    this.isBusy = true;
    clearTimeout(this.again);
    while (this.queue.length) {
      const answer = await this.send(this.queue[0]);
      if (answer === "lost" || answer === "out") break;
    }
    this.isBusy = false;
    this.show();
  },

  async send(field) {
    const value = field.value;
    const answer = await wire.post(wire.sheet.dataset.save, { name: field.name, was: field.was, value });
    if (answer.kind === "lost" || answer.kind === "out") {
      this.wait(answer.kind, field);
      return answer.kind;
    }
    this.tries = 0;
    this.isOut = false;
    this.lostSince = null;
    this.queue = this.queue.filter((one) => one !== field);
    this.settle(field, value, answer);
    return answer.kind;
  },

  settle(field, value, answer) {
    const mine = answer.kind === "conflict" && answer.theirs === value;
    if (answer.kind === "saved" || mine) this.saved(field, value, answer);
    else if (answer.kind === "conflict") showConflict(field, answer);
    else {
      field.refused = value;
      field.refusal = answer.said || wire.sheet.dataset.unknown;
      field.say("refusal", [field.refusal]);
    }
    this.show();
  },

  saved(field, value, answer) {
    field.was = answer.saved ?? value;
    field.refused = null;
    field.refusal = "";
    field.say("refusal", []);
    if (answer.warnings) field.say("warning", answer.warnings);
    if (field.value === value) {
      field.since = null;
      if (!field.hasFocus || !field.isTyped) field.value = field.was;
    } else if (!this.queue.includes(field)) {
      field.since = Date.now();
      this.enqueue(field);
    }
    document.dispatchEvent(new CustomEvent("sheet:saved", { detail: { field, answer } }));
  },

  // A field that fails does not stand in the way of the others.
  wait(kind, field) {
    this.isOut = kind === "out";
    this.lostSince ??= field.since ?? Date.now();
    this.queue = [...this.queue.filter((one) => one !== field), field];
    const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
    this.tries += 1;
    this.again = setTimeout(() => this.run(), pause);
  },

  // One line says how it stands; it is read out when it changes, so saving itself is not said.
  show() {
    const unsaved = fields.unsaved();
    const waits = fields.waiting();
    const oldest = Math.min(...waits.map((field) => field.since));
    const clashes = document.querySelectorAll("[data-conflict]:not([hidden])").length;
    let state = "saved";
    if (this.isOut) state = "out";
    else if (this.lostSince !== null && unsaved.length) state = "lost";
    else if (clashes) state = "conflict";
    else if (unsaved.length > waits.length) state = "refused";
    else if (waits.length) state = Date.now() - oldest > LOUD ? "lost" : "saving";
    say(state, this.lostSince ?? oldest);
  },
};

function say(state, since) {
  const line = document.getElementById("save-state");
  if (!line) return;
  line.querySelectorAll("[data-since]").forEach((place) => {
    if (Number.isFinite(since)) place.textContent = wallClock(since);
  });
  if (state === "saved" && line.dataset.state !== "saved") {
    line.querySelector("[data-at]").textContent = wallClock(Date.now());
  }
  line.dataset.state = state;
  line.querySelectorAll("[data-when]").forEach((text) => { text.hidden = text.dataset.when !== state; });
}

// By the server's clock, in the clinic's zone: a tablet may be wrong about the time.
const ahead = Date.parse(wire.sheet.dataset.now) - Date.now();

function wallClock(instant, more = {}) {
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: wire.sheet.dataset.zone, ...more };
  return new Intl.DateTimeFormat("en-GB", style).format(new Date(instant + ahead));
}

// Both texts stand beside the field until somebody chooses; nothing is overwritten unseen.
function showConflict(field, { theirs, by, said, shown }) {
  const box = document.getElementById("conflict").content.cloneNode(true).firstElementChild;
  field.box.querySelector("[data-conflict]")?.remove();
  box.querySelector("[data-by]").textContent = said || by;
  box.querySelector("[data-theirs]").textContent = shown || theirs || "–";
  box.querySelector("[data-mine]").textContent = spoken(field) || "–";
  box.querySelector("[data-keep]").addEventListener("click", () => settleConflict(field, theirs, field.value));
  box.querySelector("[data-take]").addEventListener("click", () => settleConflict(field, theirs, theirs));
  field.box.append(box);
}

function spoken(field) {
  const chosen = field.controls.find((one) => one.checked && one.type === "radio");
  const option = field.controls[0].selectedOptions?.[0];
  return chosen?.labels[0]?.textContent.trim() ?? option?.textContent ?? field.value;
}

function settleConflict(field, theirs, value) {
  field.box.querySelector("[data-conflict]").remove();
  field.was = theirs;
  field.value = value;
  field.controls[0].focus();
  if (value === theirs) {
    field.since = null;
    saver.show();
  } else {
    saver.enqueue(field);
  }
}
