// Taking photographs: the camera with the last picture over it, a word on the light and the
// sharpness before one is kept, and a picture that is not lost when it cannot be sent.
(() => {
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const said = document.querySelector("[data-said]");
  const progress = document.querySelector("[data-progress]");
  const room = document.querySelector("[data-camera]");
  const part = (name) => room.querySelector(`[data-${name}]`);
  const [stage, video, canvas, quality] = ["stage", "video", "canvas", "quality"].map(part);
  const [open, shutter, again, keep] = ["open", "shutter", "again", "keep"].map(part);
  const words = room.dataset;
  let unsaved = false;

  function say(text, isWrong = false) {
    said.textContent = text;
    said.classList.toggle("wrong", isWrong);
  }

  function show(shown) {
    for (const button of [open, shutter, again, keep]) button.hidden = !shown.includes(button);
  }

  // The same measures as those of the stored word: light by its brightest parts, sharpness by how
  // much a point differs from its neighbours.
  function lightOf(source, width, height) {
    const scale = Math.min(1, Number(words.side) / Math.max(width, height));
    const small = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const pen = small.getContext("2d", { willReadFrequently: true });
    pen.imageSmoothingQuality = "high";
    pen.drawImage(source, 0, 0, small.width, small.height);
    const { data } = pen.getImageData(0, 0, small.width, small.height);
    const light = new Float32Array(small.width * small.height);
    for (let at = 0; at < light.length; at += 1) {
      light[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
    }
    return { light, width: small.width, height: small.height };
  }

  function sharpnessOf({ light, width, height }) {
    let sum = 0, squares = 0, count = 0;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        const value = light[at - 1] + light[at + 1] + light[at - width] + light[at + width]
          - 4 * light[at];
        sum += value;
        squares += value * value;
        count += 1;
      }
    }
    return count ? squares / count - (sum / count) ** 2 : 0;
  }

  function wordOf(source, width, height) {
    const measured = lightOf(source, width, height);
    const sorted = Float32Array.from(measured.light).sort();
    const firstWhite = sorted.findIndex((value) => value >= Number(words.whiteFrom));
    const white = firstWhite < 0 ? 0 : 1 - firstWhite / sorted.length;
    if (sorted[Math.floor(sorted.length * 0.95)] < Number(words.lightFrom)) return "dark";
    if (white > Number(words.mostWhite)) return "bright";
    return sharpnessOf(measured) < Number(words.leastSharp) ? "blurred" : "good";
  }

  function judge(source, width, height) {
    if (!width) return;
    const word = wordOf(source, width, height);
    const text = words[`word${word[0].toUpperCase()}${word.slice(1)}`];
    if (quality.textContent !== text) quality.textContent = text;
    quality.classList.toggle("wrong", word !== "good");
  }

  async function openCamera() {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 4096 }, height: { ideal: 3072 } },
      });
      await video.play();
    } catch {
      say(words.sayNone, true);
      return;
    }
    stage.hidden = false;
    if (part("aim")) part("aim").hidden = false;
    show([shutter]);
    say("");
    setInterval(() => {
      if (!video.hidden) judge(video, video.videoWidth, video.videoHeight);
    }, 700);
  }

  function take() {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    freeze(true);
    judge(canvas, canvas.width, canvas.height);
    show([again, keep]);
    say(words.sayTaken);
    keep.focus();
  }

  function freeze(isFrozen) {
    canvas.hidden = !isFrozen;
    video.hidden = isFrozen;
    unsaved = isFrozen;
  }

  function takeAgain() {
    freeze(false);
    show([shutter]);
    say("");
    shutter.focus();
  }

  function send(body, failed) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.timeout = 120000;
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
    };
    request.onload = () => {
      const answer = request.response;
      if (request.status === 200 && answer?.address) {
        unsaved = false;
        location.assign(answer.address);
        return;
      }
      lost(answer?.words || words.sayLost, failed);
    };
    request.onerror = request.ontimeout = () => lost(words.sayLost, failed);
    progress.value = 0;
    progress.hidden = false;
    say(words.saySending);
    request.send(body);
  }

  function lost(text, failed) {
    progress.hidden = true;
    say(text, true);
    failed();
  }

  function keepTaken() {
    keep.disabled = again.disabled = true;
    canvas.toBlob((blob) => {
      const body = new FormData(form);
      body.set("file", blob, "photograph.jpg");
      send(body, () => {
        keep.disabled = again.disabled = false;
        keep.textContent = keep.dataset.sayRetry;
        keep.focus();
      });
    }, "image/jpeg", 0.95);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    send(new FormData(form), () => {
      button.disabled = false;
      delete form.dataset.sent;
      button.textContent = keep.dataset.sayRetry;
    });
  });
  open.addEventListener("click", openCamera);
  shutter.addEventListener("click", take);
  again.addEventListener("click", takeAgain);
  keep.addEventListener("click", keepTaken);
  part("opacity")?.addEventListener("input", (event) => {
    const ghost = part("ghost");
    ghost.style.opacity = String(event.target.value / 100);
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  room.hidden = false;
  // Whoever has allowed the camera before needs no button for it.
  navigator.permissions?.query({ name: "camera" }).then(
    (answer) => { if (answer.state === "granted") openCamera(); },
    () => {},
  );
})();
