// How the run sheet talks to the server: one call at a time, and an answer is always one of
// saved, conflict, refused, closed (the sheet is signed), out (signed out) or lost (nothing came).

const PATIENCE = 8000; // an answer that takes longer counts as lost; sending it again does no harm

const wire = {
  sheet: document.getElementById("run-sheet"),
  token: () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"],

  async post(address, body, { keepalive = false } = {}) {
    const answer = await this.ask(address, {
      method: "POST", body: new URLSearchParams(body), keepalive,
      headers: { "X-CSRFToken": this.token(), Accept: "application/json" },
    });
    // Whoever signed in again has another token; the page brings it.
    if (answer?.status === 403 && (await this.renewToken())) return this.post(address, body);
    return this.judge(answer);
  },

  async state() {
    return this.judge(await this.ask(`${this.sheet.dataset.state}?seen=${this.sheet.dataset.stamp}`, { headers: { Accept: "application/json" } }));
  },

  // The page as it is now, to take parts from; null where it cannot be had.
  async page(address = location.href, options = {}) {
    const answer = await this.ask(address, { ...options, redirect: "follow" });
    if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("text/html")) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  },

  async ask(address, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address, { redirect: "manual", signal: stop.signal, ...options });
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  },

  async renewToken() {
    const page = await this.page();
    const headers = page?.body.getAttribute("hx-headers");
    if (!page?.getElementById("run-sheet") || !headers) return false;
    if (headers === document.body.getAttribute("hx-headers")) return false;
    document.body.setAttribute("hx-headers", headers);
    const { "X-CSRFToken": token } = JSON.parse(headers);
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return true;
  },

  async judge(answer) {
    if (!answer || answer.status >= 500) return { kind: "lost" };
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { kind: "out" };
    const data = await answer.json().catch(() => null);
    if (!data) return { kind: "lost" };
    const kind = answer.ok ? "saved" : { 409: "conflict", 422: "refused" }[answer.status];
    return { kind: kind ?? "refused", ...data };
  },
};
