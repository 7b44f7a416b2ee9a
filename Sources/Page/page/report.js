// The session-drop report: filters, time lines, the table of flows. Everything from the capture is put into the page as
// text (textContent, setAttribute), never as markup.
(() => {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const stories = new Map(data.stories.map((story) => [story.id, story]));
  const SVG = "http://www.w3.org/2000/svg";

  // ---- Elements

  const fill = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    for (const child of children) {
      if (child !== undefined && child !== null) element.append(child);
    }
    return element;
  };
  const html = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
  const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);
  const by = (id) => document.getElementById(id);

  // ---- Words

  // UTC, with milliseconds; the day in front where the capture has several.
  const clock = (seconds) => {
    const text = new Date(data.start + Math.floor(seconds * 1000 + 1e-6)).toISOString();
    return (data.saysDay ? text.slice(5, 10) + " " : "") + text.slice(11, 23);
  };
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const trimmed = (number, digits) => {
    const text = number.toFixed(digits);
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  };
  const duration = (seconds) => {
    if (seconds < 0.9995) return trimmed(seconds * 1000, seconds < 0.01 ? 1 : 0) + " ms";
    if (seconds < 119.5) return trimmed(seconds, seconds < 99.995 ? 2 : 1) + " s";
    const whole = Math.round(seconds);
    if (whole < 3600) return Math.floor(whole / 60) + " min " + (whole % 60) + " s";
    if (whole < 86400) return Math.floor(whole / 3600) + " h " + (Math.floor(whole / 60) % 60) + " min";
    return Math.floor(whole / 86400) + " d " + (Math.floor(whole / 3600) % 24) + " h";
  };
  const octets = (count) => {
    let rest = count;
    let unit = "B";
    for (const next of ["kB", "MB", "GB", "TB"]) {
      if (rest < 999.5) break;
      rest /= 1000;
      unit = next;
    }
    return (unit === "B" ? String(rest) : rest.toFixed(rest < 99.95 ? 1 : 0)) + " " + unit;
  };

  // ---- Copying

  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  for (const button of document.querySelectorAll(".copy button")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }

  // ---- Filters

  const filters = by("filters");
  const cards = [...document.querySelectorAll(".finding")];
  const applyFilters = () => {
    const form = new FormData(filters);
    const severities = new Set(form.getAll("severity"));
    const wanted = { code: form.get("cause"), hosts: form.get("host"), sessions: form.get("session") };
    let shown = 0;
    for (const card of cards) {
      const has = (name) => !wanted[name] || card.dataset[name].split(" ").includes(wanted[name]);
      card.hidden = !(severities.has(card.dataset.severity) && has("code") && has("hosts") && has("sessions"));
      if (!card.hidden) shown += 1;
    }
    by("filter-count").textContent = shown === cards.length ? `all ${grouped(shown)}` : `${grouped(shown)} of ${grouped(cards.length)}`;
  };
  if (filters) {
    filters.hidden = false;
    filters.addEventListener("change", applyFilters);
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.addEventListener("reset", () => setTimeout(applyFilters));
    applyFilters();
  }
  // A link to a finding that is filtered away shows it again; one to what the handbook says opens that.
  const reveal = () => {
    const target = /^#[fh]-/.test(location.hash) ? by(location.hash.slice(1)) : null;
    const card = target && target.closest(".finding");
    if (!card) return;
    if (card.hidden) filters.reset();
    if (target !== card) target.open = true;
    setTimeout(() => {
      (target === card ? card : target.querySelector("summary")).focus({ preventScroll: true });
      target.scrollIntoView();
    });
  };
  addEventListener("hashchange", reveal);

  // ---- Time lines

  const LONGEST = 190;
  const SHORTEST = 26;

  const center = (lane, count) => ((lane + 0.5) / count) * 100;

  const arrowHead = (x, y, kind, points) =>
    svg("svg", { x: x + "%", y, overflow: "visible" },
      svg("path", { class: "head " + kind, d: points < 0 ? "M7 -4L1 0L7 4" : "M-7 -4L-1 0L-7 4" }));

  // A connection closed in order, of which nobody says anything.
  const isFarewell = (event) => event.k === "cut" && !event.e && !event.r && !event.s;

  const classOf = (event) => {
    if (event.k === "ping" || event.k === "pong") return event.k;
    if (["open", "frame", "missing", "note"].includes(event.k) || isFarewell(event)) return "quiet";
    return event.k === "response" ? "answer" : "";
  };

  const drawEvent = (event, count) => {
    const y = 14;
    const from = center(event.a, count);
    const to = center(event.b, count);
    const parts = [];
    if (event.a === event.b) {
      parts.push(svg("svg", { x: from + "%", y, overflow: "visible" },
        event.e ? svg("path", { class: "cross", d: "M-5 -5L5 5M5 -5L-5 5" }) : svg("circle", { class: "dot", r: 3.2 })));
      return parts;
    }
    const kind = classOf(event);
    parts.push(svg("line", { class: "arrow " + kind, x1: from + "%", x2: to + "%", y1: y, y2: y }));
    if (event.k === "cut" && !isFarewell(event)) {
      parts.push(svg("svg", { x: (from + to) / 2 + "%", y, overflow: "visible" },
        svg("path", { class: "cross", d: "M-5 -5L5 5M5 -5L-5 5" })));
    }
    parts.push(arrowHead(to, y, kind === "answer" ? "" : kind, to - from));
    return parts;
  };

  const drawSilence = (event, count) => {
    const low = center(0, count);
    const high = center(count - 1, count);
    const x = count === 1 ? 0 : low;
    const width = count === 1 ? 100 : high - low;
    return [
      svg("rect", { class: event.l ? "gap later" : "gap", x: x + "%", width: width + "%", y: 2, height: "calc(100% - 4px)" }),
    ];
  };

  const lanes = (event, count) => {
    const picture = svg("svg", { "aria-hidden": "true" });
    if (event.k === "silence") picture.append(...drawSilence(event, count));
    for (let lane = 0; lane < count; lane += 1) {
      const x = center(lane, count) + "%";
      picture.append(svg("line", { class: "life", x1: x, x2: x, y1: 0, y2: "100%", "stroke-dasharray": event.k === "silence" ? "2 4" : undefined }));
    }
    if (event.k !== "silence") picture.append(...drawEvent(event, count));
    return html("div", { class: "lanes" }, picture);
  };

  // An address may break before its port, and within words only where nothing else helps.
  const breakable = (name) => {
    const colon = name.lastIndexOf(":");
    return colon > 0 ? [name.slice(0, colon), document.createElement("wbr"), name.slice(colon)] : [name];
  };

  // Who to whom, for those who do not see the picture.
  const path = (event, story) => {
    const names = story.lanes.map(([role, name]) => `${role} ${name}`);
    const words = event.a === event.b ? names[event.a] : `${names[event.a]} to ${names[event.b]}`;
    return html("span", { class: "unseen" }, (words || "") + ": ");
  };

  const eventRow = (event, story, scale) => {
    const count = Math.max(1, story.lanes.length);
    const picture = lanes(event, count);
    if (event.k === "silence") {
      picture.style.height = Math.max(SHORTEST, Math.round(event.s * scale)) + "px";
      const what = html("div", { class: "what" }, html("b", {}, event.x));
      if (event.d) what.append(html("span", { class: "known" }, event.d));
      return html("li", { class: event.l ? "event silent later" : "event silent" }, html("div", { class: "when" }), picture, what);
    }
    const when = html("div", { class: "when" },
      html("span", {}, event.t === undefined ? "" : clock(event.t)),
      html("span", { class: "packet" }, html("span", { class: "unseen" }, "packet "), String(event.p)));
    const what = html("div", { class: "what" }, path(event, story), html("span", { class: "text" }, event.x));
    if (event.s) {
      const known = event.d ? ": " + event.d : "";
      what.append(html("span", { class: "remark" }, `after ${duration(event.s)} of silence in flow ${event.f}${known}`));
    }
    for (const remark of event.r || []) what.append(html("span", { class: "remark" }, remark));
    const state = ["event", event.e ? "bad" : "", event.r ? "marked" : ""].filter(Boolean).join(" ");
    return html("li", { class: state }, when, picture, what);
  };

  const ruler = (longest, scale) => {
    const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400];
    const step = steps.filter((seconds) => seconds * scale <= 60).pop() || steps[0];
    const length = Math.max(2, step * scale);
    return html("div", { class: "ruler" },
      svg("svg", { width: 12, height: length + 2, "aria-hidden": "true" },
        svg("line", { x1: 6, x2: 6, y1: 1, y2: length + 1 }),
        svg("line", { x1: 2, x2: 10, y1: 1, y2: 1 }),
        svg("line", { x1: 2, x2: 10, y1: length + 1, y2: length + 1 })),
      html("span", {}, `${duration(step)}: silences and pauses are drawn to scale, but no lower than a line; the distance between other events is none.`));
  };

  const draw = (details) => {
    const story = stories.get(details.dataset.story);
    if (!story || details.querySelector(".diagram")) return;
    const count = Math.max(1, story.lanes.length);
    const silences = story.events.filter((event) => event.k === "silence").map((event) => event.s);
    const longest = Math.max(0, ...silences);
    const scale = longest > 0 ? LONGEST / longest : 0;
    const heads = html("ol", { "aria-label": "Who takes part" }, ...story.lanes.map(([role, name]) =>
      html("li", {}, html("span", { class: "role" }, role), html("span", { class: "name" }, ...breakable(name)))));
    const events = html("ol", { class: "events", "aria-label": "Events of " + story.title });
    let isBeforeHole = story.omitted > 0;
    const hole = () => html("li", { class: "hole" }, `${grouped(story.omitted)} more events here left out`);
    for (const event of story.events) {
      if (isBeforeHole && event.k !== "silence" && event.p >= story.behind) {
        isBeforeHole = false;
        events.append(hole());
      }
      events.append(eventRow(event, story, scale));
    }
    if (isBeforeHole) events.append(hole());
    const diagram = html("div", { class: "diagram", role: "region", "aria-label": "Time line: " + story.title, tabindex: "0" },
      html("div", { class: "heads" }, heads), events);
    diagram.style.setProperty("--lanes", count);
    if (count > 3) diagram.style.setProperty("--lane", Math.max(4.4, 22 / count) + "rem");
    if (longest > 0) diagram.append(ruler(longest, scale));
    details.append(diagram);
  };
  for (const details of document.querySelectorAll("details.story")) {
    details.addEventListener("toggle", () => { if (details.open) draw(details); });
  }
  const first = document.querySelector(".finding:first-child details.story");
  if (first) first.open = true;

  // ---- Flows

  const FLOWS_PER_PAGE = 100;
  const findings = data.findings;
  const rank = { error: 3, warning: 2, notice: 1, info: 0 };
  const worst = (flow) => flow[12].reduce((found, index) => Math.max(found, rank[findings[index][2]]), -1);
  const names = ["info", "notice", "warning", "error"];

  const columns = [
    { title: "flow", numeric: true, key: (flow) => flow[0], text: (flow) => grouped(flow[0]) },
    { title: "findings", numeric: true, key: (flow) => worst(flow) * 1e6 + flow[12].length, text: () => "" },
    { title: "client", key: (flow) => flow[1], text: (flow) => flow[1], kind: "address" },
    { title: "server", key: (flow) => flow[2], text: (flow) => flow[2], kind: "address" },
    { title: "protocols", key: (flow) => data.stacks[flow[3]], text: (flow) => data.stacks[flow[3]] },
    { title: "start", numeric: true, key: (flow) => flow[4], text: (flow) => clock(flow[4]) },
    { title: "lasted", numeric: true, key: (flow) => flow[5], text: (flow) => duration(flow[5]) },
    { title: "packets", numeric: true, key: (flow) => flow[6], text: (flow) => grouped(flow[6]) },
    { title: "bytes", numeric: true, key: (flow) => flow[7], text: (flow) => octets(flow[7]) },
    { title: "silence", numeric: true, key: (flow) => flow[8], text: (flow) => (flow[8] > 0 ? duration(flow[8]) : "") },
    { title: "end", key: (flow) => data.endings[flow[9]], text: (flow) => data.endings[flow[9]] },
    { title: "requests", numeric: true, key: (flow) => flow[10], text: (flow) => (flow[10] > 0 ? grouped(flow[10]) : "") },
    { title: "errors", numeric: true, key: (flow) => flow[11], text: (flow) => (flow[11] > 0 ? grouped(flow[11]) : "") },
  ];

  const flowTable = (place) => {
    const placeOf = (title) => columns.findIndex((column) => column.title === title);
    let order = data.flows.some((flow) => flow[12].length > 0)
      ? { column: placeOf("findings"), descending: true } : { column: 0, descending: false };
    let rows = data.flows;
    let page = 0;

    const search = html("input", { type: "search", id: "flow-search", autocomplete: "off", spellcheck: "false" });
    const only = html("input", { type: "checkbox", id: "flow-only" });
    const said = html("output", { "aria-live": "polite", id: "flow-count" });
    const tools = html("div", { class: "flow-tools" },
      html("label", {}, "Find", search), html("label", {}, only, "only flows of findings"), said);
    const headers = columns.map((column, index) => {
      const button = html("button", { type: "button" }, column.title);
      button.addEventListener("click", () => {
        order = { column: index, descending: order.column === index ? !order.descending : Boolean(column.numeric) && column.title !== "flow" && column.title !== "start" };
        sort();
        show();
      });
      return html("th", { scope: "col", class: column.numeric ? "n" : undefined }, button);
    });
    const body = html("tbody");
    const table = html("table", { "aria-labelledby": "flows-title" }, html("thead", {}, html("tr", {}, ...headers)), body);
    const turn = (title, label, target) => {
      const button = html("button", { type: "button", "aria-label": label }, title);
      button.addEventListener("click", () => { page = target(); show(); });
      return button;
    };
    const last = () => Math.max(0, Math.ceil(rows.length / FLOWS_PER_PAGE) - 1);
    const begin = turn("⇤", "First page", () => 0);
    const back = turn("←", "Page before", () => Math.max(0, page - 1));
    const forth = turn("→", "Next page", () => Math.min(last(), page + 1));
    const end = turn("⇥", "Last page", last);
    const where = html("output", { id: "flow-page" });
    const pager = html("nav", { class: "pager", "aria-label": "Pages of flows" }, begin, back, forth, end, where);

    const cell = (column, flow) => {
      const element = html("td", { class: [column.numeric ? "n" : "", column.kind || ""].filter(Boolean).join(" ") || undefined }, column.text(flow));
      if (column.title === "findings") {
        flow[12].slice(0, 3).forEach((index, place) => {
          if (place > 0) element.append(" ");
          element.append(html("a", { href: "#f-" + findings[index][0], title: findings[index][1] }, String(index + 1)));
        });
        if (flow[12].length > 3) element.append(" …");
      }
      return element;
    };
    const show = () => {
      page = Math.min(page, last());
      const start = page * FLOWS_PER_PAGE;
      const shown = rows.slice(start, start + FLOWS_PER_PAGE);
      body.replaceChildren(...shown.map((flow) => {
        const found = worst(flow);
        return html("tr", { class: found >= 0 ? names[found] : undefined }, ...columns.map((column) => cell(column, flow)));
      }));
      headers.forEach((header, index) => {
        if (index === order.column) header.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
        else header.removeAttribute("aria-sort");
      });
      where.textContent = rows.length === 0 ? "none" : `${grouped(start + 1)} – ${grouped(start + shown.length)} of ${grouped(rows.length)}`;
      begin.disabled = back.disabled = page === 0;
      forth.disabled = end.disabled = page === last();
      pager.hidden = rows.length <= FLOWS_PER_PAGE;
      said.textContent = rows.length === data.flows.length ? `all ${grouped(rows.length)}` : `${grouped(rows.length)} of ${grouped(data.flows.length)}`;
    };
    const sort = () => {
      const key = columns[order.column].key;
      const sign = order.descending ? -1 : 1;
      const keyed = rows.map((flow) => [key(flow), flow]);
      keyed.sort(([one, left], [other, right]) => (one < other ? -sign : one > other ? sign : left[0] - right[0]));
      rows = keyed.map(([, flow]) => flow);
    };
    // What can be found in a row, in lower case; made when it is first wanted.
    let haystacks;
    const haystack = (index) => {
      haystacks = haystacks || data.flows.map((flow) => [flow[0], flow[1], flow[2], data.stacks[flow[3]], data.endings[flow[9]],
        ...flow[12].map((number) => findings[number][1] + " " + findings[number][2])].join(" ").toLowerCase());
      return haystacks[index];
    };
    const select = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows = data.flows.filter((flow, index) =>
        (!only.checked || flow[12].length > 0) && words.every((word) => haystack(index).includes(word)));
      page = 0;
      sort();
      show();
    };
    search.addEventListener("input", select);
    only.addEventListener("change", select);
    place.append(tools, html("div", { class: "scroll", role: "region", "aria-label": "Table of flows", tabindex: "0" }, table), pager);
    sort();
    show();
  };
  flowTable(by("flow-table"));

  // ---- The reader's own time

  const local = by("local-time");
  if (local) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && new Date(data.start).getTimezoneOffset() !== 0) {
      local.textContent = ` (begins ${new Date(data.start).toLocaleString()} in your time zone, ${zone})`;
    }
  }

  reveal();
})();
