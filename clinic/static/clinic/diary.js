// The diary's calendar: draws what the server says, shows where a visit may go while it is dragged,
// and opens the page on which a move is looked at and confirmed. It writes nothing itself.
(() => {
  const box = document.querySelector("[data-diary]");
  if (!box) return;
  const data = JSON.parse(document.getElementById("diary-data").textContent);
  const status = document.querySelector("[data-diary-status]");
  const panel = document.querySelector("[data-panel]");

  // On a phone several lanes side by side cannot be read: the list has the same facts.
  if (data.list && window.matchMedia("(max-width: 575.98px)").matches) {
    location.replace(data.list);
    return;
  }

  // Dates as the rest of the house writes them: the day before the month.
  const LOCALES = { en: "en-GB" };
  const say = (words) => { status.textContent = words; };
  const at = (address, visit) => address.replace("/0/", `/${visit}/`);
  const asked = (more) => new URLSearchParams({ ...data.query, ...more });

  async function read(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.json();
  }

  function part(name, words) {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = words;
    return made;
  }

  // A name, what is done, and what one must see at once, all as text.
  function content({ event, timeText }) {
    if (event.classNames.includes("window")) return "";
    const { words, state } = event.extendedProps;
    const parts = [part("diary-name", event.title)];
    if (state) parts.push(part("diary-state", state));
    parts.push(part("diary-time num", timeText));
    if (words) parts.push(part("diary-words", words));
    return { domNodes: parts };
  }

  function laneLabel({ resource }) {
    const lane = data.lanes.find((one) => String(one.id) === resource.id);
    if (data.lanes.length === 1) return resource.title;
    const link = document.createElement("a");
    link.href = lane.address;
    link.textContent = resource.title;
    return { domNodes: [link] };
  }

  const band = (name, title = "") => ([lane, start, end]) => ({
    id: `${name}-${lane}-${start}`, resourceId: lane, start, end, title, display: "background", className: name,
  });

  // Roles of a table without a table's rows only confuse those who hear the page.
  function mend() {
    const root = box.querySelector(".ec");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", box.dataset.label);
    // Without a mouse it is scrolled by the arrow keys.
    box.querySelector(".ec-main").tabIndex = 0;
    for (const element of box.querySelectorAll("[role]:not(.ec):not(.ec-event)")) {
      element.removeAttribute("role");
    }
    // An absence says what it is; there is nothing to open.
    for (const element of box.querySelectorAll(".ec-event.off")) {
      element.removeAttribute("role");
      element.removeAttribute("tabindex");
    }
    for (const name of ["aria-rowindex", "aria-colindex", "aria-rowcount", "aria-colcount", "aria-colspan", "aria-rowspan"]) {
      for (const element of box.querySelectorAll(`[${name}]`)) element.removeAttribute(name);
    }
  }

  async function open(visit) {
    const answer = await fetch(at(data.visit, visit));
    if (!answer.ok || answer.redirected) return say(box.dataset.failed);
    panel.innerHTML = await answer.text();
    panel.showModal();
    return undefined;
  }

  // A wall clock time moved by days and seconds, without any zone.
  function moved(wall, delta) {
    const [day, clock] = wall.split("T");
    const [year, month, date] = day.split("-").map(Number);
    const [hours, minutes] = clock.split(":").map(Number);
    const time = Date.UTC(year, month - 1, date + (delta.days || 0), hours, minutes, delta.seconds || 0);
    return new Date(time).toISOString().slice(0, 16);
  }

  function draw(answer) {
    const free = answer.free;
    const standing = [...free.map(band("free", box.dataset.free)), ...answer.events];
    let dragged = null;
    let bands = [];
    let clearing = 0;

    // All at once: the calendar draws itself anew with each change.
    function show(windows) {
      bands = windows.map(band("window"));
      calendar.refetchEvents();
    }

    async function begin({ event }) {
      dragged = event.extendedProps.visit;
      const visit = dragged;
      say(box.dataset.reading);
      try {
        const { windows } = await read(`${at(data.windows, visit)}?${asked({})}`);
        if (dragged !== visit) return;
        show(windows);
        say(windows.length ? box.dataset.windows : box.dataset.nowhere);
      } catch {
        say(box.dataset.failed);
      }
    }

    // A drop comes right after the end of its drag, and leaves the page.
    function end() {
      dragged = null;
      clearing = setTimeout(() => { show([]); say(""); });
    }

    function drop({ event, delta, newResource, revert }) {
      clearTimeout(clearing);
      revert();
      const who = data.by === "practitioner" && newResource ? { who: newResource.id } : {};
      const wanted = new URLSearchParams({ at: moved(event.extendedProps.begins, delta), ...who });
      location.assign(`${at(data.drop, event.extendedProps.visit)}?${wanted}`);
    }

    // Only a practitioner is chosen by the lane; which room and device fit, the next page says.
    const stays = ({ newResource }) => data.by === "practitioner" || !newResource;

    function choose({ dateStr, resource }) {
      const here = free.find(([lane, start, last]) =>
        String(lane) === resource.id && start <= dateStr && dateStr < last);
      if (!here) return;
      const wanted = { location: data.query.location, resource: resource.id, from: here[3] };
      location.assign(`${data.fits}?${new URLSearchParams(wanted)}`);
    }

    const isTimeline = data.view === "resourceTimelineWeek";
    const calendar = EventCalendar.create(box, {
      view: data.view,
      date: data.date,
      timeZone: answer.offset,
      firstDay: 1,
      locale: LOCALES[document.documentElement.lang] ?? document.documentElement.lang,
      headerToolbar: { start: "", center: "", end: "" },
      allDaySlot: false,
      nowIndicator: true,
      resources: data.lanes.map(({ id, title }) => ({ id, title })),
      resourceLabelContent: laneLabel,
      slotMinTime: `${answer.from}:00`,
      slotMaxTime: `${answer.to}:00`,
      slotDuration: isTimeline ? "01:00" : "00:30",
      slotLabelInterval: "01:00",
      snapDuration: "00:15",
      slotHeight: 48,
      slotWidth: 96,
      slotEventOverlap: false,
      columnWidth: data.lanes.length > 1 ? "minmax(9rem, 1fr)" : "minmax(6.5rem, 1fr)",
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      eventSources: [{ events: () => [...standing, ...bands] }],
      editable: false,
      eventStartEditable: true,
      eventDurationEditable: false,
      eventContent: content,
      // A quarter of an hour has no room for all of it; the mouse gets to know the rest.
      eventDidMount: ({ el }) => {
        el.title = [...el.querySelectorAll("[class^=diary-]")].map((one) => one.textContent).join(", ");
      },
      eventClick: ({ event }) => event.extendedProps.visit && open(event.extendedProps.visit),
      eventDragStart: begin,
      eventDragStop: end,
      eventDrop: drop,
      dragConstraint: stays,
      dateClick: choose,
    });
    new MutationObserver(mend).observe(box, { childList: true, subtree: true });
    mend();
    // Once the calendar has scrolled by itself.
    if (isTimeline) requestAnimationFrame(() => requestAnimationFrame(toDay));
  }

  // A week of several lanes is wider than the page: it begins at the day that was asked for.
  function toDay() {
    const head = box.querySelector(`.ec-col-head time[datetime="${data.date}"]`)?.parentElement;
    const main = box.querySelector(".ec-main");
    const side = box.querySelector(".ec-sidebar").offsetWidth;
    if (head) main.scrollLeft += head.getBoundingClientRect().left - main.getBoundingClientRect().left - side;
  }

  read(data.events).then((answer) => { draw(answer); say(""); }, () => say(box.dataset.failed));
})();
