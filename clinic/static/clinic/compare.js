// The slider: how much of the later picture covers the earlier one, by the range or on the picture.
(() => {
  for (const box of document.querySelectorAll("[data-slider]")) {
    const range = box.querySelector("[data-range]");
    const cut = box.querySelector("[data-cut]");
    const edge = box.querySelector("[data-edge]");
    const drawing = box.querySelector("svg");

    const show = () => {
      const at = 10 * Number(range.value);
      cut.setAttribute("x", at);
      edge.setAttribute("transform", `translate(${at} 0)`);
    };

    const follow = (event) => {
      const here = new DOMPoint(event.clientX, event.clientY);
      const { x } = here.matrixTransform(drawing.getScreenCTM().inverse());
      range.value = Math.round(Math.min(1000, Math.max(0, x)) / 10);
      show();
    };

    range.addEventListener("input", show);
    drawing.addEventListener("pointerdown", (event) => {
      drawing.setPointerCapture(event.pointerId);
      follow(event);
    });
    drawing.addEventListener("pointermove", (event) => {
      if (drawing.hasPointerCapture(event.pointerId)) follow(event);
    });
    show();
  }
})();
