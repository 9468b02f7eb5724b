// The pad for a signature: finger, pen and mouse alike. What was drawn goes into a hidden field as
// lines of points [x, y, milliseconds], x and y from 0 to 1; the server checks and draws it itself.
const MOST_LINES = 200;
const MOST_POINTS = 20000;
const LONGEST = 3600000;
const INK = "#181818";

for (const box of document.querySelectorAll("[data-sign]")) setUp(box);

function setUp(box) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[name='pad']");
  const told = box.querySelector("[data-sign-told]");
  const pen = canvas.getContext("2d");
  let lines = read(field.value);
  let line = null;
  let began = null;
  box.hidden = false;

  const write = () => {
    field.value = lines.length ? JSON.stringify(lines) : "";
    told.textContent = lines.length ? told.dataset.signed : told.dataset.empty;
  };
  const draw = () => {
    const { width, height } = canvas.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    pen.setTransform(canvas.width, 0, 0, canvas.height, 0, 0);
    for (const each of lines) ink(pen, canvas, each);
  };
  const add = (event) => {
    const place = canvas.getBoundingClientRect();
    began ??= event.timeStamp;
    const at = Math.min(LONGEST, Math.max(0, Math.round(event.timeStamp - began)));
    line.push([part(event.clientX - place.left, place.width), part(event.clientY - place.top, place.height), at]);
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || line || lines.length >= MOST_LINES || count(lines) >= MOST_POINTS) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    line = [];
    lines.push(line);
    add(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!line || !canvas.hasPointerCapture(event.pointerId)) return;
    // A quick hand moves several times between two pictures of the screen.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length ? moves : [event]) {
      if (count(lines) < MOST_POINTS) add(each);
    }
    ink(pen, canvas, line.slice(-moves.length - 2));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (!line || !canvas.hasPointerCapture(event.pointerId)) return;
      line = null;
      draw();
      write();
    });
  }
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    lines = [];
    line = null;
    began = null;
    draw();
    write();
  });
  new ResizeObserver(draw).observe(canvas);
  write();
}

function read(text) {
  try { return JSON.parse(text) ?? []; } catch { return []; }
}

function part(distance, whole) {
  const share = whole ? distance / whole : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * 10000) / 10000;
}

function count(lines) {
  return lines.reduce((points, line) => points + line.length, 0);
}

function ink(pen, canvas, points) {
  if (!points.length) return;
  pen.save();
  pen.beginPath();
  pen.moveTo(points[0][0], points[0][1]);
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.lineWidth = Math.max(2, canvas.width / 180);
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = INK;
  pen.stroke();
  pen.restore();
}
