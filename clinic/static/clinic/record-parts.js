// Parts of the sheet that the server draws: after a button, or when something changed elsewhere,
// they are taken from the page as it is now. Where somebody is and what is typed stays.

const parts = {
  isBusy: false,

  // [data-part] takes everything anew; [data-drawn] has no fields and may be redrawn at any time.
  take(page, selector, pressed = null) {
    const focused = document.activeElement;
    keepToken(page);
    const open = [...document.querySelectorAll("details[open][id]")].map((box) => box.id);
    for (const old of document.querySelectorAll(selector)) {
      const fresh = page.getElementById(old.id);
      if (!fresh || old.isEqualNode(fresh)) continue;
      if (!old.contains(pressed)) keepTyped(old, fresh);
      old.replaceWith(fresh);
    }
    for (const old of document.querySelectorAll("[data-classes]")) {
      old.className = page.getElementById(old.id)?.className ?? old.className;
    }
    for (const id of open) {
      const box = document.getElementById(id);
      if (box) box.open = true;
    }
    fields.read();
    wire.sheet.dataset.stamp = page.getElementById("run-sheet").dataset.stamp;
    this.findPlace(focused);
    markOpen();
    runClock();
  },

  findPlace(focused) {
    if (!focused?.id || focused.isConnected) return;
    document.getElementById(focused.id)?.focus({ preventScroll: true });
  },

  // What one field brought along for another comes with it.
  async redraw() {
    const page = await wire.page();
    while (isHeld) await new Promise((done) => { setTimeout(done, 50); });
    if (!page?.getElementById("run-sheet") || this.isBusy) return;
    for (const box of page.querySelectorAll("[data-field]")) {
      bring(box.dataset.field, box.dataset.was);
      warn(box);
    }
    this.take(page, "[data-drawn]");
  },

  // A button that changes more than one field: first everything typed goes out, then the button.
  async press(form, button) {
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    while (this.isBusy) await new Promise((done) => { setTimeout(done, 30); });
    this.isBusy = true;
    const body = new URLSearchParams(new FormData(form, button));
    const isOut = (await saver.flush()) && !(form.matches("[data-whole]") && fields.unsaved().length);
    const answer = isOut ? await wire.post(form.action, body) : { kind: "unsaved" };
    const page = answer.kind === "saved" ? await wire.page() : null;
    form.removeAttribute("aria-busy");
    this.isBusy = false;
    if (page?.getElementById("run-sheet")) this.pressed(form, page);
    else this.refuse(form, answer);
  },

  pressed(form, page) {
    const scan = form.querySelector("[data-scan]");
    const part = form.closest("[data-part], [data-drawn]");
    this.say(form, "");
    this.take(page, "[data-part], [data-drawn]", form);
    if (scan) document.getElementById(scan.id)?.focus();
    else if (document.activeElement === document.body) this.focusIn(part?.id);
  },

  // After a button that is gone the place stays: the part, or the row of its zone.
  focusIn(id) {
    const part = document.getElementById(id);
    const next = part?.closest("details")?.querySelector("summary") ?? part?.querySelector("button, summary, input:not([type=hidden])");
    next?.focus({ preventScroll: true });
  },

  refuse(form, { kind, said }) {
    const { again, out, unsaved, unknown } = wire.sheet.dataset;
    this.say(form, { lost: again, saved: again, out, unsaved, refused: said || unknown }[kind]);
    form.querySelector("[data-scan]")?.select();
    saver.show();
  },

  // Beside the button where there is a place, else below the line that stays in sight.
  say(form, text) {
    const places = [form.querySelector("[data-refusal]"), document.getElementById("bar-said")].filter(Boolean);
    places.forEach((place) => { place.hidden = true; });
    places[0].textContent = text;
    places[0].hidden = !text;
  },
};

// A button must not go away under the finger that presses it.
let isHeld = false;
document.addEventListener("pointerdown", () => { isHeld = true; });
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => { isHeld = false; }, 50));
}

// Each page writes the same token in another way; without that, what did not change stays in place.
function keepToken(page) {
  const token = document.querySelector("#run-sheet [name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  page.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => field.setAttribute("value", token));
}

// A code that is half typed beside another button.
function keepTyped(old, fresh) {
  for (const input of old.querySelectorAll(".scan input[id]")) {
    const next = fresh.querySelector(`#${CSS.escape(input.id)}`);
    if (next && input.value) next.value = input.value;
  }
}

// A value that came from elsewhere; a field that somebody is in keeps its own.
function bring(name, value, by = "") {
  const field = fields.all.get(name);
  if (!field || value === field.was || field.isDirty || field.hasFocus) return;
  field.was = value;
  field.value = value;
  if (by) field.say("change", [`${wire.sheet.dataset.changed} ${by}`]);
}

function warn(fresh) {
  const texts = [...fresh.querySelectorAll('[data-said="warning"] p')].map((line) => line.textContent);
  fields.all.get(fresh.dataset.field)?.say("warning", texts);
}
