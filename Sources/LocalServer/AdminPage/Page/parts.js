"use strict";
// How requests are displayed. Data from the server is inserted as text, never as markup.
const statuses = ["OPEN", "PENDING", "RESOLVED", "LOCKED", "CANCELED"];
const at = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
// Text of users: isolated, so that its writing direction does not affect its surroundings.
const foreign = (text, tag = "bdi", name = "") => make(tag, { dir: "auto", class: name }, text);
const statusMark = (status) => make("span", { class: "status " + (statuses.includes(status) ? status : "") }, status);
// How the approvals ended; in the list, too, where RESOLVED alone does not say so.
const decisionMark = (decision) => (decision ? make("span", { class: "decision " + decision }, decision) : null);
const moment = (text) =>
  make("time", { datetime: text, title: text }, text.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC"));
const person = (one) => foreign(one.login ? one.login + " (" + one.id + ")" : one.id);

function item(request) {
  const isChosen = request.id === chosen();
  const pick = request.pendingApproval
    ? make("input", { type: "checkbox", id: "pick-" + request.id, checked: picked.has(request.id),
        "aria-label": "Select “" + request.subject + "”", onchange: (event) => setPicked(request, event.target.checked) })
    : null;
  return make("li", {},
    make("span", { class: "pick" }, pick),
    make("a", { href: "#" + request.id, id: "to-" + request.id, ...(isChosen ? { "aria-current": "true" } : {}) },
      make("div", { class: "line" },
        statusMark(request.requestStatus), decisionMark(request.decision), make("span", {}, "#" + request.permalinkId), moment(request.created)),
      foreign(request.subject, "div", "subject"),
      make("div", { class: "line" },
        foreign(request.requestTypeName || request.requestTypeId, "span"), person(request.requester))));
}

// One request

const chosen = () => (/^#[0-9a-fA-F]{24}$/.test(location.hash) ? location.hash.slice(1).toLowerCase() : null);
const isAnswered = (value) => value !== null && value !== undefined;

function answers(fields) {
  return make("dl", { class: "stacked" }, ...fields.flatMap((field) => [
    make("dt", {}, foreign(field.prompt)),
    isAnswered(field.value)
      ? foreign([].concat(field.value).join(", "), "dd") : make("dd", { class: "none" }, "No answer")]));
}

function question(field) {
  const id = "field-" + field.id;
  const properties = { id, name: field.id, "data-type": field.type };
  let input;
  if (field.type === "SELECT") {
    input = make("select", properties, make("option", { value: "" }, "—"),
      ...(field.options || []).map((option) => make("option", { value: option.value }, option.value)));
  } else {
    input = make("input", { ...properties, type: "text", maxlength: "1000",
      ...(field.type === "DATE-TIME" ? { placeholder: "2026-01-31T09:00:00Z" } : {}) });
  }
  return make("div", { class: "asked" },
    make("label", { for: id }, foreign(field.prompt), field.required === false ? "" : " (required to approve)"), input);
}

function typedAnswers() {
  return [...at("detail").querySelectorAll("[data-type]")].filter((input) => input.value !== "").map((input) => (
    { id: input.name, value: input.dataset.type === "SELECT" ? [input.value] : input.value }));
}

function approvalCard(approval, number, count, subject) {
  const title = "Approval " + number + " of " + count + " by " + approval.approver;
  const card = make("li", { class: approval.isNext ? "next" : "" }, make("p", {}, make("strong", {}, title)));
  if (approval.description) card.append(foreign(approval.description, "p"));
  if (approval.decision) {
    const { decision, approverName, approverId, decided } = approval.decision;
    card.append(make("p", {}, make("span", { class: decision }, decision), " by ",
      foreign(approverName === approverId ? approverId : approverName + " (" + approverId + ")"), ", ",
      moment(decided)));
    if (approval.fieldValues) card.append(answers(approval.fieldValues));
  } else if (approval.isNext) {
    card.append(...approval.fields.map(question));
    const button = (decision, name) => make("button", {
      type: "button", id: decision + "-" + approval.approvalId, class: name.toLowerCase(),
      "aria-label": name + " “" + subject + "”",
      onclick: () => decide(approval.approvalId, decision),
    }, name);
    card.append(make("div", { class: "actions" }, button("APPROVED", "Approve"), button("DENIED", "Deny")));
  } else {
    card.append(make("p", { class: "none" }, "Pending"));
  }
  return card;
}

function actionCard(action) {
  if (!action) return make("p", { class: "none" }, "None: the request was denied");
  if (!action.actionStatus) return make("p", {}, action.action + ", pending");
  return make("p", {}, action.action + ", ", make("span", { class: action.actionStatus }, action.actionStatus), " ",
    moment(action.actionAttempted), ": ", foreign(action.resourceName + " (" + action.resourceId + ")"),
    ...(action.accessRemoved ? [", access removed ", moment(action.accessRemoved)] : []));
}

function detail(found) {
  const { summary, request, approvals } = found;
  const list = (rows) => make("dl", {},
    ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  const facts = [
    ["Request type", foreign((summary.requestTypeName || "deleted request type") + " (" + summary.requestTypeId + ")")],
    ["Requester", person(summary.requester)],
  ];
  const history = [
    ["Id", summary.id],
    ["Created", make("span", {}, moment(request.created), " by " + request.createdBy)],
    ["Last updated", make("span", {}, moment(request.lastUpdated), " by " + request.lastUpdatedBy)],
    ["Resolved", request.resolved ? moment(request.resolved) : make("span", { class: "none" }, "Not yet")],
    ...(found.nextMove ? [["Next automatic change", moment(found.nextMove)]] : []),
  ];
  const isOver = request.requestStatus === "CANCELED";
  const isLocked = request.requestStatus === "LOCKED";
  return [
    make("a", { href: "#", class: "back", id: "back" }, "← All requests"),
    make("h2", { id: "detail-title", tabindex: "-1" }, foreign(request.subject)),
    make("div", { class: "line" }, statusMark(request.requestStatus), decisionMark(summary.decision),
      "#" + summary.permalinkId),
    list(facts),
    make("h3", {}, "Fields"),
    request.requesterFieldValues
      ? answers(request.requesterFieldValues) : make("p", { class: "none" }, "No fields"),
    make("h3", {}, "Messages"),
    found.messages.length
      ? make("ol", { class: "cards" }, ...found.messages.map((one) => make("li", {},
          make("div", { class: "line" }, foreign(one.createdBy), moment(one.created)),
          foreign(one.message, "p", "text"))))
      : make("p", { class: "none" }, "No messages"),
    make("h3", {}, "Approvals"),
    approvals.length
      ? make("ol", { class: "cards" }, ...approvals.map((one, index) =>
          approvalCard(one, index + 1, approvals.length, request.subject)))
      : make("p", { class: "none" }, "No approvals"),
    make("h3", {}, "Action"),
    actionCard(found.action),
    make("h3", {}, "History"),
    list(history),
    make("div", { class: "actions" }, make("button", {
      type: "button", id: "lock", disabled: isLocked || isOver, onclick: lock,
    }, isLocked ? "Locked" : "Lock (no more decisions)")),
  ];
}
