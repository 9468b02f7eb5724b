// Writing a message: a text message has no subject, and its characters are counted. What counts in
// the end is counted by the server again.
const BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
  + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const TWICE = "^{}\\[~]|€\f";

function wayOf(form) {
  return form.dataset.way || form.querySelector("[data-channel] input:checked, input[name=channel]:checked")?.value;
}

function show(form) {
  const isText = wayOf(form) === "sms";
  for (const part of form.querySelectorAll("[data-only=email]")) part.hidden = isText;
  const line = form.querySelector("[data-count]");
  const field = form.querySelector("[data-text]");
  if (!line || !field) return;
  line.hidden = !isText;
  const letters = [...field.value];
  const used = letters.reduce((sum, letter) => sum + (TWICE.includes(letter) ? 2 : 1), 0);
  const foreign = [...new Set(letters.filter((letter) => !BASIC.includes(letter) && !TWICE.includes(letter)))];
  line.querySelector("[data-count-used]").textContent = used;
  line.classList.toggle("text-danger", used > Number(field.dataset.most));
  const told = foreign.length ? `${line.dataset.foreign} ${foreign.join(" ")}` : "";
  line.querySelector("[data-count-foreign]").textContent = told;
}

for (const form of document.querySelectorAll("[data-message-form]")) {
  form.addEventListener("input", () => show(form));
  form.addEventListener("change", () => show(form));
  show(form);
}
