// Two points in each picture: a click writes them, and what is written shows as a mark.
(() => {
  for (const box of document.querySelectorAll("[data-align] [data-points]")) {
    const picture = box.querySelector("[data-picture]");
    if (!picture) continue;
    const fields = [...box.querySelectorAll("input[type=number]")];
    const pairs = [fields.slice(0, 2), fields.slice(2, 4)];
    const { width, height } = picture.viewBox.baseVal;
    let next = 0;

    function show() {
      pairs.forEach(([left, top], number) => {
        const mark = box.querySelector(`[data-mark="${number + 1}"]`);
        const isSet = left.value !== "" && top.value !== "";
        mark.setAttribute("visibility", isSet ? "visible" : "hidden");
        const at = `translate(${(left.value / 100) * width} ${(top.value / 100) * height})`;
        mark.setAttribute("transform", at);
      });
    }

    picture.addEventListener("click", (event) => {
      const here = new DOMPoint(event.clientX, event.clientY);
      const { x, y } = here.matrixTransform(picture.getScreenCTM().inverse());
      const share = (value, whole) => Math.min(100, Math.max(0, (100 * value) / whole)).toFixed(1);
      const empty = pairs.findIndex(([left, top]) => left.value === "" || top.value === "");
      const [left, top] = pairs[empty >= 0 ? empty : next];
      if (empty < 0) next = 1 - next;
      left.value = share(x, width);
      top.value = share(y, height);
      show();
    });
    box.addEventListener("input", show);
    show();
  }
})();
