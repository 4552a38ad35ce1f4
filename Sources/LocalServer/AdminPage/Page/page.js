// The calls to the server, and when they are made.
const pageSize = 50;
const interval = 3000;
// The list that is displayed: its status, its search, and the last request of each previous page.
const view = { status: "", search: "", before: [] };
// The responses that are displayed, to redraw only what has changed.
let shownList = "", shownDetail = "", lastId = null;
let timer = null, round = 0, isOffline = false;
// The requests that are selected to be decided together, by id.
const picked = new Map();
let pickable = [];

function say(text, isError = false) {
  at("message").textContent = text;
  at("message").classList.toggle("error", isError);
}

class CallError extends Error {
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
  try { error = JSON.parse(text); } catch { /* The status suffices. */ }
  throw new CallError(reply.status, error.errorSummary || "The server returned status " + reply.status);
}

// Redraws without losing the focus or what was typed.
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
  pickable = page.requests.filter((one) => one.pendingApproval);
  for (const id of picked.keys()) if (!pickable.some((one) => one.id === id)) picked.delete(id);
  redraw(at("requests"), page.requests.map(item));
  drawBatch();
  lastId = page.requests.length ? page.requests.at(-1).id : null;
  at("nothing").hidden = page.requests.length > 0;
  at("older").disabled = !page.hasMore;
  at("newer").disabled = view.before.length === 0;
  at("paging").hidden = !page.hasMore && view.before.length === 0;
  for (const status of statuses) at("count-" + status).textContent = page.counts[status];
  at("count-").textContent = statuses.reduce((sum, status) => sum + page.counts[status], 0);
}

// Several at once

function setPicked(request, isPicked) {
  if (isPicked) picked.set(request.id, request);
  else picked.delete(request.id);
  drawBatch();
}

function drawBatch(isBusy = false) {
  at("batch").hidden = pickable.length === 0;
  at("pick-all").checked = picked.size > 0 && picked.size === pickable.length;
  at("pick-all").indeterminate = picked.size > 0 && picked.size < pickable.length;
  at("picked-count").textContent = picked.size === 0 ? "" : picked.size + " selected";
  at("approve-picked").disabled = at("deny-picked").disabled = isBusy || picked.size === 0;
}

function pickAll(isPicked) {
  for (const request of pickable) {
    at("pick-" + request.id).checked = isPicked;
    setPicked(request, isPicked);
  }
}

// Decides the selected requests one after the other; those that fail stay selected.
async function decidePicked(decision) {
  round += 1;
  clearTimeout(timer);
  drawBatch(true);
  let done = 0;
  const failures = [];
  for (const { id, permalinkId, pendingApproval } of [...picked.values()]) {
    try {
      if (decision === "APPROVED" && pendingApproval.hasRequiredFields) {
        throw new CallError(409, "has required fields; open it to approve");
      }
      await ask("/" + id + "/decision", { approvalId: pendingApproval.approvalId, decision });
      picked.delete(id);
      done += 1;
    } catch (error) {
      if (!(error instanceof CallError) || error.status === 401) { report(error); show(); return; }
      failures.push("#" + permalinkId + " " + error.message);
    }
  }
  say((decision === "APPROVED" ? "Approved " : "Denied ") + done + "."
    + (failures.length ? " Failed: " + failures.join("; ") + "." : ""), failures.length > 0);
  shownList = "";
  show();
}

function drawDetail(text) {
  if (text === shownDetail) return;
  shownDetail = text;
  redraw(at("detail"), detail(JSON.parse(text)));
}

async function change(path, body, done) {
  const id = chosen();
  // Responses to earlier calls are outdated.
  round += 1;
  clearTimeout(timer);
  at("detail").querySelectorAll("button").forEach((button) => { button.disabled = true; });
  try {
    const text = await ask("/" + id + path, body);
    shownDetail = "";
    drawDetail(text);
    say(done + " Request #" + JSON.parse(text).summary.permalinkId + " is now "
      + JSON.parse(text).request.requestStatus + ".");
    at("detail-title").focus();
  } catch (error) {
    shownDetail = "";
    report(error);
  }
  show();
}

const decide = (approvalId, decision) => change("/decision",
  { approvalId, decision, fieldValues: typedAnswers() }, decision === "APPROVED" ? "Approved." : "Denied.");
const lock = () => change("/lock", {}, "Locked.");

// Refreshing

function report(error) {
  if (error instanceof CallError && error.status === 401) {
    signOut();
    say("Wrong token.", true);
  } else if (error instanceof CallError) {
    say(error.message, true);
  } else {
    isOffline = true;
    say("Cannot reach the server. Retrying …", true);
  }
}

async function show() {
  clearTimeout(timer);
  const own = ++round;
  const isIn = sessionStorage.getItem("token") !== null;
  at("sign-in").hidden = isIn;
  at("work").hidden = at("sign-out").hidden = !isIn;
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
    report(error);
  }
  if (sessionStorage.getItem("token") !== null) timer = setTimeout(show, interval);
}

function signOut() {
  sessionStorage.removeItem("token");
  picked.clear();
  shownList = shownDetail = "";
  at("requests").replaceChildren();
  at("detail").replaceChildren();
  clearTimeout(timer);
  at("work").hidden = at("sign-out").hidden = true;
  at("sign-in").hidden = false;
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
  at("sign-in").addEventListener("submit", (event) => {
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
  at("sign-out").addEventListener("click", () => { signOut(); say("Signed out."); });
  at("pick-all").addEventListener("change", (event) => pickAll(event.target.checked));
  at("approve-picked").addEventListener("click", () => decidePicked("APPROVED"));
  at("deny-picked").addEventListener("click", () => decidePicked("DENIED"));
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
