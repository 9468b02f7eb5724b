// The planner works without this file; it saves waiting and keeps the keyboard's place.

// "Add a date": a new row like the spare one of pages without scripts, its number counted on.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row]");
  if (!button) return;
  const rows = document.querySelector(`[data-rows="${button.dataset.addRow}"]`);
  const total = rows.querySelector("[name$='-TOTAL_FORMS']");
  const row = document.createElement("div");
  const { number } = rows.querySelector("template").dataset;
  row.innerHTML = rows.querySelector("template").innerHTML
    .replaceAll(`${rows.dataset.rows}-${number}-`, `${rows.dataset.rows}-${total.value}-`);
  total.value = Number(total.value) + 1;
  const added = row.firstElementChild;
  rows.append(added);
  added.querySelector("input:not([type=checkbox])").focus();
});

// A row that was taken out leaves the focus at its "Add" button.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-remove-row]")) {
    const { rows } = event.target.closest("[data-rows]").dataset;
    document.querySelector(`[data-add-row="${rows}"]`).focus();
  }
});

// The list of other times: Enter takes the chosen one, "Keep it as it is" and Escape close it.
document.addEventListener("keydown", (event) => {
  const places = event.target.closest?.(".places");
  if (!places) return;
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    places.querySelector("[data-take]").click();
  }
  if (event.key === "Escape") closePlaces(places);
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-close-places]")) closePlaces(event.target.closest(".places"));
});

let asked = null;

function closePlaces(places) {
  places.closest(".swap").replaceChildren();
  if (asked) document.getElementById(asked)?.focus();
}

function ready() {
  for (const hidden of document.querySelectorAll("[data-add-row], [data-close-places]")) {
    hidden.hidden = false;
  }
  // Spare rows are for pages without scripts; here they are what "Add" makes rows from.
  for (const spare of document.querySelectorAll("#planner noscript")) {
    const template = document.createElement("template");
    template.innerHTML = spare.innerHTML;
    template.dataset.number = spare.parentElement.querySelector("[name$='-TOTAL_FORMS']").value - 1;
    spare.replaceWith(template);
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const source = event.detail.elt;
  if (source.matches(".change")) asked = source.id;
});

// After a list came, the focus goes into it; after a place was taken, back to its "Change".
document.addEventListener("htmx:afterSettle", (event) => {
  ready();
  const target = event.detail.target;
  if (target.matches?.(".swap")) {
    const first = target.querySelector("input:checked") ?? target.querySelector("input, [data-close-places]");
    first?.focus();
  } else if (asked && document.activeElement === document.body) {
    document.getElementById(asked)?.focus();
  }
});

ready();
