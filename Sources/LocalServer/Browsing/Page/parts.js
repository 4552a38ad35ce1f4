"use strict";
// How requests look. Whatever comes from the server is put into the page as text, never as markup.
const statuses = ["OPEN", "PENDING", "RESOLVED", "LOCKED"];
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
// Text of somebody else: the browser keeps its direction of writing from its surroundings.
const foreign = (text, tag = "bdi", name = "") => make(tag, { dir: "auto", class: name }, text);
const statusMark = (status) => make("span", { class: "status " + (statuses.includes(status) ? status : "") }, status);
const moment = (text) =>
  make("time", { datetime: text, title: text }, text.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC"));
const person = (one) => foreign(one.login ? one.login + " (" + one.id + ")" : one.id);

function item(request) {
  const isChosen = request.id === chosen();
  return make("li", {},
    make("a", { href: "#" + request.id, id: "to-" + request.id, ...(isChosen ? { "aria-current": "true" } : {}) },
      make("div", { class: "line" },
        statusMark(request.requestStatus), make("span", {}, "#" + request.permalinkId), moment(request.created)),
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
      ? foreign([].concat(field.value).join(", "), "dd") : make("dd", { class: "none" }, "not answered")]));
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
    make("label", { for: id }, foreign(field.prompt), field.required === false ? "" : " (needed to approve)"), input);
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
    const deed = (verdict, name) => make("button", {
      type: "button", id: verdict + "-" + approval.approvalId, class: name.toLowerCase(),
      "aria-label": name + " “" + subject + "”",
      onclick: () => decide(approval.approvalId, verdict),
    }, name);
    card.append(make("div", { class: "deeds" }, deed("APPROVED", "Approve"), deed("DENIED", "Deny")));
  } else {
    card.append(make("p", { class: "none" }, "pending"));
  }
  return card;
}

function actionCard(action) {
  if (!action) return make("p", { class: "none" }, "none: the request was denied");
  if (!action.actionStatus) return make("p", {}, action.action + ", pending");
  return make("p", {}, action.action + ", ", make("span", { class: action.actionStatus }, action.actionStatus), " ",
    moment(action.actionAttempted), ": ", foreign(action.resourceName + " (" + action.resourceId + ")"),
    ...(action.accessRemoved ? [", access removed ", moment(action.accessRemoved)] : []));
}

function detail(found) {
  const { summary, request, approvals } = found;
  const list = (facts) => make("dl", {},
    ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  const ends = [
    ["Request type", foreign((summary.requestTypeName || "a type that is gone") + " (" + summary.requestTypeId + ")")],
    ["Requester", person(summary.requester)],
  ];
  const course = [
    ["Id", summary.id],
    ["Created", make("span", {}, moment(request.created), " by " + request.createdBy)],
    ["Last updated", make("span", {}, moment(request.lastUpdated), " by " + request.lastUpdatedBy)],
    ["Resolved", request.resolved ? moment(request.resolved) : make("span", { class: "none" }, "not yet")],
    ...(found.nextMove ? [["Moves by itself", moment(found.nextMove)]] : []),
  ];
  const isLocked = request.requestStatus === "LOCKED";
  return [
    make("a", { href: "#", class: "back", id: "back" }, "← All requests"),
    make("h2", { id: "detail-title", tabindex: "-1" }, foreign(request.subject)),
    make("div", { class: "line" }, statusMark(request.requestStatus), "#" + summary.permalinkId),
    list(ends),
    make("h3", {}, "Fields"),
    request.requesterFieldValues
      ? answers(request.requesterFieldValues) : make("p", { class: "none" }, "the request type asks nothing"),
    make("h3", {}, "Messages"),
    found.messages.length
      ? make("ol", { class: "cards" }, ...found.messages.map((one) => make("li", {},
          make("div", { class: "line" }, foreign(one.createdBy), moment(one.created)),
          foreign(one.message, "p", "text"))))
      : make("p", { class: "none" }, "no messages"),
    make("h3", {}, "Approvals"),
    approvals.length
      ? make("ol", { class: "cards" }, ...approvals.map((one, index) =>
          approvalCard(one, index + 1, approvals.length, request.subject)))
      : make("p", { class: "none" }, "the request type asks for none"),
    make("h3", {}, "Action"),
    actionCard(found.action),
    make("h3", {}, "Course"),
    list(course),
    make("div", { class: "deeds" }, make("button", {
      type: "button", id: "lock", disabled: isLocked, onclick: lock,
    }, isLocked ? "Locked" : "Lock: nobody decides it any more")),
  ];
}
