// What is asked of the server, and when.
const pageSize = 50;
const pause = 3000;
// What is asked for: a status, a search, and the last requests of the pages before this one.
const view = { status: "", search: "", before: [] };
// The answers that are shown, to draw only what has changed.
let shownList = "", shownDetail = "", lastId = null;
let timer = null, round = 0, isOffline = false;

function say(text, isTrouble = false) {
  at("talk").textContent = text;
  at("talk").classList.toggle("trouble", isTrouble);
}

class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

async function ask(path, body) {
  const headers = { Authorization: "SSWS " + sessionStorage.getItem("token") };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const reply = await fetch("/local/v1/requests" + path, {
    method: body === undefined ? "GET" : "POST", headers, cache: "no-store",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  if (reply.ok) return text;
  let error = {};
  try { error = JSON.parse(text); } catch { /* its status says enough */ }
  throw new Refused(reply.status, error.errorSummary || "The server answered with status " + reply.status);
}

// Draws anew without taking the focus or what was typed.
function redraw(place, children) {
  const focus = place.contains(document.activeElement) ? document.activeElement.id : "";
  const typed = new Map([...place.querySelectorAll("input, select, textarea")].map((one) => [one.id, one.value]));
  place.replaceChildren(...children);
  for (const [id, value] of typed) if (id && at(id)) at(id).value = value;
  if (focus && at(focus)) at(focus).focus();
}

// The list

function listPath() {
  const query = new URLSearchParams({ limit: pageSize });
  if (view.status) query.set("status", view.status);
  if (view.search) query.set("search", view.search);
  if (view.before.length) query.set("after", view.before.at(-1));
  return "?" + query;
}

function drawList(text) {
  if (text === shownList) return;
  shownList = text;
  const page = JSON.parse(text);
  redraw(at("requests"), page.requests.map(item));
  lastId = page.requests.length ? page.requests.at(-1).id : null;
  at("nothing").hidden = page.requests.length > 0;
  at("older").disabled = !page.hasMore;
  at("newer").disabled = view.before.length === 0;
  at("paging").hidden = !page.hasMore && view.before.length === 0;
  for (const status of statuses) at("count-" + status).textContent = page.counts[status];
  at("count-").textContent = statuses.reduce((sum, status) => sum + page.counts[status], 0);
}

function drawDetail(text) {
  if (text === shownDetail) return;
  shownDetail = text;
  redraw(at("detail"), detail(JSON.parse(text)));
}

async function change(path, body, done) {
  const id = chosen();
  // What was asked before tells nothing any more.
  round += 1;
  clearTimeout(timer);
  at("detail").querySelectorAll("button").forEach((button) => { button.disabled = true; });
  try {
    const text = await ask("/" + id + path, body);
    shownDetail = "";
    drawDetail(text);
    say(done + " Request #" + JSON.parse(text).summary.permalinkId + " is "
      + JSON.parse(text).request.requestStatus + " now.");
    at("detail-title").focus();
  } catch (error) {
    shownDetail = "";
    trouble(error);
  }
  show();
}

const decide = (approvalId, decision) => change("/decision",
  { approvalId, decision, fieldValues: typedAnswers() }, decision === "APPROVED" ? "Approved." : "Denied.");
const lock = () => change("/lock", {}, "Locked.");

// What is shown, again and again

function trouble(error) {
  if (error instanceof Refused && error.status === 401) {
    forget();
    say("That is no token of this server.", true);
  } else if (error instanceof Refused) {
    say(error.message, true);
  } else {
    isOffline = true;
    say("The server does not answer. Trying again …", true);
  }
}

async function show() {
  clearTimeout(timer);
  const own = ++round;
  const isIn = sessionStorage.getItem("token") !== null;
  at("entrance").hidden = isIn;
  at("work").hidden = at("forget").hidden = !isIn;
  if (!isIn) return;
  const id = chosen();
  document.body.classList.toggle("reading", id !== null);
  at("choose").hidden = id !== null;
  try {
    const list = await ask(listPath());
    const one = id === null ? null : await ask("/" + id);
    if (own !== round) return;
    drawList(list);
    if (one !== null) drawDetail(one);
    at("detail").hidden = one === null;
    if (isOffline) say("");
    isOffline = false;
  } catch (error) {
    if (own !== round) return;
    if (error.status === 404) at("detail").hidden = true;
    trouble(error);
  }
  if (sessionStorage.getItem("token") !== null) timer = setTimeout(show, pause);
}

function forget() {
  sessionStorage.removeItem("token");
  shownList = shownDetail = "";
  at("requests").replaceChildren();
  at("detail").replaceChildren();
  clearTimeout(timer);
  at("work").hidden = at("forget").hidden = true;
  at("entrance").hidden = false;
  at("token").value = "";
  at("token").focus();
}

function begin() {
  at("host").textContent = location.host;
  for (const status of ["", ...statuses]) {
    at("statuses").append(make("label", {},
      make("input", { type: "radio", name: "status", value: status, id: "status-" + status, checked: status === "",
        onchange: () => { Object.assign(view, { status, before: [] }); show(); } }),
      make("span", {}, (status === "" ? "All" : status[0] + status.slice(1).toLowerCase()) + " ",
        make("span", { id: "count-" + status, class: "count" }))));
  }
  at("entrance").addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem("token", at("token").value.trim());
    say("");
    show();
  });
  at("tools").addEventListener("submit", (event) => event.preventDefault());
  at("search").addEventListener("input", () => {
    Object.assign(view, { search: at("search").value.trim(), before: [] });
    clearTimeout(timer);
    timer = setTimeout(show, 200);
  });
  at("older").addEventListener("click", () => { if (lastId) { view.before.push(lastId); show(); } });
  at("newer").addEventListener("click", () => { view.before.pop(); show(); });
  at("forget").addEventListener("click", () => { forget(); say("Token forgotten."); });
  at("skip").addEventListener("click", (event) => { event.preventDefault(); at("overview-title").focus(); });
  addEventListener("hashchange", async () => {
    shownList = shownDetail = "";
    at("detail").hidden = true;
    at("detail").replaceChildren();
    say("");
    await show();
    if (chosen() && at("detail-title")) at("detail-title").focus();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) show(); else clearTimeout(timer); });
  if (sessionStorage.getItem("token") === null) at("token").focus();
  show();
}

begin();
