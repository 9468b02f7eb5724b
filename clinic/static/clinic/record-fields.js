// The fields of the run sheet. A box [data-field] holds the controls of one column and what the
// server said of it; `was` is what the server has, as far as this page knows.

class Field {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.field;
    this.was = box.dataset.was;
    this.since = null; // when what is not saved yet was first typed
    this.timer = null;
    this.refused = null; // the value that was refused, and why
    this.refusal = "";
  }

  moveTo(box) {
    const { value, box: left } = this;
    this.box = box;
    if (this.since === null) {
      this.was = box.dataset.was;
      return;
    }
    this.value = value;
    const conflict = left.querySelector("[data-conflict]");
    if (conflict) box.append(conflict);
    if (this.refusal) this.say("refusal", [this.refusal]);
  }

  get controls() {
    return [...this.box.querySelectorAll(`[name="${CSS.escape(this.name)}"]`)];
  }

  get value() {
    const [first] = this.controls;
    if (first.type === "checkbox") return first.checked ? first.value : "";
    if (first.type === "radio") return this.controls.find((one) => one.checked)?.value ?? "";
    return first.value;
  }

  set value(text) {
    const [first] = this.controls;
    if (first.type === "checkbox") first.checked = text !== "";
    else if (first.type === "radio") this.controls.forEach((one) => { one.checked = one.value === text; });
    else first.value = text;
  }

  get isTyped() {
    return ["text", "textarea", "number", "search"].includes(this.controls[0].type);
  }

  get isDirty() {
    return this.value !== this.was || this.since !== null;
  }

  get hasFocus() {
    return this.controls.includes(document.activeElement);
  }

  // What stands beside the field: warnings, a refusal, who changed it.
  say(kind, texts) {
    const place = this.box.querySelector(`[data-said="${kind}"]`);
    if (!place) return;
    place.replaceChildren(...texts.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
    place.hidden = !texts.length;
    if (kind === "refusal") {
      this.controls.forEach((one) => {
        if (texts.length) one.setAttribute("aria-invalid", "true");
        else one.removeAttribute("aria-invalid");
      });
    }
  }
}

const fields = {
  all: new Map(),

  // Boxes that came with a fresh part of the page take the place of those that left, with what is
  // typed there and not saved yet.
  read() {
    const boxes = [...document.querySelectorAll("[data-field]")];
    const known = this.all;
    this.all = new Map(boxes.map((box) => {
      const old = known.get(box.dataset.field);
      if (old && old.box !== box) old.moveTo(box);
      return [box.dataset.field, old ?? new Field(box)];
    }));
  },

  of(control) {
    return this.all.get(control.closest?.("[data-field]")?.dataset.field);
  },

  // Not saved and not refused either: the server has not said a word of it yet.
  waiting() {
    return this.unsaved().filter((field) => field.refused !== field.value);
  },

  unsaved() {
    return [...this.all.values()].filter((field) => field.since !== null);
  },
};
