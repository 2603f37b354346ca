// A form that answers at once: questions come and go, totals are worked out, what is typed is saved,
// and what cannot be read is said when one leaves the field. Without this module the server does it all.

import { offerOnly } from "./offering.js";

const form = document.querySelector("form[data-filling]");
const told = JSON.parse(document.getElementById("filling").textContent);
const words = told.words;
const WAIT = 1200;
const NEW = "__n__";
const MANY = 1000;
let engine = null;
let timer = 0;
let saving = null;
let again = false;
let leaving = false;
const left = new Set();
const decided = new Set(); // the questions whose choices rules offer

const find = (name, root = form) => [...root.querySelectorAll(name)];
const item = (group) => find(":scope > [data-items] > [data-item]", group);
const coded = ([name, text]) => [name, told.places?.[name]?.[text] ?? text]; // the community that a name was found to mean
const entries = () => [...told.others, ...[...new FormData(form)].filter(([, text]) => typeof text === "string").map(coded)];

// Logic: the same two modules that are held to the server's vectors.
async function load() {
  if (!told.document) return;
  const [logic, reading, answer] = await Promise.all([import(told.logic), import(told.reading), fetch(told.document)]);
  if (!answer.ok) return;
  const asked = await answer.json();
  const loose = structuredClone(asked);
  for (const field of fields(loose)) {
    if (field.fields) Object.assign(field.options, { least: 0, most: MANY });
  }
  engine = { ...logic, ...reading, asked, loose };
  for (const rule of asked.rules) if (rule.kind === "offer") rule.targets.forEach((target) => decided.add(target));
  think();
}

const fields = (asked) => asked.steps.flatMap((step) => step.sections.flatMap((section) => section.fields));

// Items are counted by place where logic looks at them, those that hold nothing yet too.
function padded(given, values) {
  const found = { ...values };
  const sheet = new engine.Sheet(given);
  const read = engine.readAnswers(engine.loose, given, told.today, told.known);
  for (const group of find("[data-group]")) {
    const key = group.dataset.group;
    const filled = sheet.items(key).map(String);
    found[key] = item(group).map((one) => read[key]?.[filled.indexOf(one.dataset.item)] ?? {});
  }
  return found;
}

function think() {
  if (!engine) return;
  const given = entries();
  const values = engine.readAnswers(engine.asked, given, told.today, told.known);
  const outcome = engine.decide(engine.asked, values, told.today);
  const drawn = engine.decide(engine.asked, padded(given, values), told.today);
  const came = [];
  for (const later of find("template[data-later]")) {
    if (!hides(later.dataset.later, outcome, drawn)) came.push(bring(later));
  }
  for (const question of find("[data-address]")) draw(question, outcome, drawn, came);
  for (const section of find("[data-section]")) section.hidden = !find("[data-address]:not([hidden])", section).length;
  for (const output of find("[data-computed]")) output.textContent = said(output.dataset.computed, outcome);
  tellTheWay(outcome);
  if (came.length) announce(came);
}

// The address by which logic knows a question: its item's place, whatever number its name has.
function known(address) {
  const [group, number, key] = address.split(".");
  if (key === undefined) return address;
  const place = item(find(`[data-group="${group}"]`)[0]).findIndex((one) => one.dataset.item === number);
  return `${group}.${place}.${key}`;
}

const among = (list, address, outcome, drawn) => (address.includes(".") ? drawn : outcome)[list].includes(known(address));
const withheld = (address, outcome, drawn) => (address.includes(".") ? drawn : outcome).withheld?.[known(address)] ?? [];
const hides = (address, outcome, drawn) => among("hidden", address, outcome, drawn);

function bring(later) {
  const question = later.content.firstElementChild.cloneNode(true);
  later.replaceWith(question);
  return question;
}

function draw(question, outcome, drawn, came) {
  const address = question.dataset.address;
  const hidden = hides(address, outcome, drawn);
  if (question.hidden && !hidden) came.push(question);
  question.hidden = hidden;
  for (const control of find("input, select, textarea, button", question)) {
    const off = Boolean(control.closest("[data-address][hidden]"));
    if (off && !control.disabled) control.dataset.off = "";
    if (off || control.dataset.off === "") control.disabled = off;
    if (!off) delete control.dataset.off;
  }
  if (!hidden && decided.has(address.split(".").pop())) offerOnly(question, withheld(address, outcome, drawn));
  const optional = find("[data-optional]", question).find((one) => one.closest("[data-address]") === question);
  if (optional) optional.hidden = among("required", address, outcome, drawn);
}

const grouped = (text) => text.replace(/\B(?=(\d{3})+$)/g, ",");

function said(address, outcome) {
  const value = outcome.computed[known(address)];
  if (value === undefined) return "—";
  const { options } = fields(engine.asked).flatMap((one) => [one, ...(one.fields ?? [])]).find((one) => one.key === address.split(".").pop());
  if (options.as !== "money") return `${value} ${options.unit || ""}`.trim();
  const fen = String(Math.abs(value)).padStart(3, "0");
  return `${value < 0 ? "-" : ""}${grouped(fen.slice(0, -2))}.${fen.slice(-2)} 元`;
}

function tellTheWay(outcome) {
  const hidden = new Set(outcome.hidden);
  const shows = (step) => step.sections.some((section) => section.fields.some((one) => !hidden.has(one.key) && one.type !== "hidden"));
  const path = engine.asked.steps.filter((step) => outcome.path.includes(step.id) && shows(step)).map((step) => step.id);
  const number = path.indexOf(told.step) + 1;
  const way = document.querySelector("[data-way]");
  if (!way || !number) return;
  way.querySelector("p").textContent = words.way.replace("{number}", number).replace("{total}", path.length + 1);
  Object.assign(way.querySelector("progress"), { max: path.length + 1, value: number });
  const button = form.querySelector("[data-next]");
  if (button && !form.elements.then) button.textContent = number === path.length ? words.check : words.next;
}

function announce(came) {
  const named = came.map((one) => one.querySelector("label, legend, .label")?.firstChild?.textContent.trim()).filter(Boolean);
  document.querySelector("[data-live]").textContent = named.length ? words.more.replace("{questions}", named.join("、")) : "";
}

// Items of a group.
function changed(group) {
  const all = item(group);
  all.forEach((one, place) => {
    const title = one.querySelector("[data-title]");
    title.textContent = title.textContent.replace(/\S+$/, place + 1);
  });
  group.querySelector(":scope > input[name=rows]").value = `${group.dataset.group}:${all.length}`;
  group.querySelector("[data-add]").parentElement.hidden = all.length >= Number(group.dataset.most);
  think();
  later();
}

function filledIn(node, number) {
  for (const inner of node.querySelectorAll("template")) filledIn(inner.content, number);
  for (const one of node.querySelectorAll("*")) {
    for (const attribute of one.attributes) {
      if (attribute.value.includes(NEW)) attribute.value = attribute.value.replaceAll(NEW, number);
    }
  }
}

function add(group) {
  const number = Math.max(-1, ...item(group).map((one) => Number(one.dataset.item))) + 1;
  const fresh = group.querySelector(":scope > template[data-new-item]").content.cloneNode(true);
  filledIn(fresh, number);
  group.querySelector(":scope > [data-items]").append(fresh);
  changed(group);
  item(group).at(-1).querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function remove(one) {
  const group = one.closest("[data-group]");
  if (item(group).length > 1) one.remove();
  else for (const control of find("input:not([type=hidden]), select, textarea", one)) {
    if (/checkbox|radio/.test(control.type)) control.checked = false;
    else control.value = "";
  }
  changed(group);
  item(group).at(-1).querySelector("[data-title]").focus();
}

// Saving, and what the server says about fields that one has left.
function later() {
  if (!told.saves) return;
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}

// A saving that is overtaken by a later one, or by the step that is sent, must not undo it.
const opened = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let turn = 0;

function inTurn() {
  turn += 1;
  if (form.elements.turn) form.elements.turn.value = `${opened}.${turn}`;
}

async function save() {
  clearTimeout(timer);
  if (!told.saves || leaving) return;
  if (saving) { again = true; return; }
  inTurn();
  const content = new FormData(form);
  for (const [name, value] of [...content]) if (typeof value !== "string") content.delete(name);
  content.set("step", "save");
  // What one leaves while this is under way is not in it: nothing is said about that yet.
  const about = new Set(left);
  saving = fetch(form.getAttribute("action") || location.href, { method: "POST", body: new URLSearchParams(content), headers: { Accept: "application/json" } });
  try {
    const answer = await saving;
    if (!answer.ok) throw new Error(String(answer.status));
    kept(await answer.json(), about);
  } catch {
    // The line is weak or the limit is reached: what is typed stays on the page.
    show(words.unsaved);
  }
  saving = null;
  if (again) { again = false; save(); }
}

const show = (text) => { document.querySelector("[data-saved]").textContent = text; };

function kept(answer, about) {
  const time = new Date(answer.saved_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  show(words.saved.replace("{time}", time));
  const resuming = document.querySelector("[data-resuming]");
  resuming.querySelector("[data-number]").textContent = answer.number;
  resuming.querySelector("[data-code]").textContent = answer.code;
  resuming.hidden = false;
  if (!location.pathname.includes("/filling/")) history.replaceState(null, "", answer.address);
  const problems = new Map(answer.problems.map(([address, text]) => [named(address), text]));
  for (const address of about) complain(address, problems.get(address));
}

function named(address) {
  const [group, place, key] = address.split(".");
  if (key === undefined) return address;
  const filled = new Map();
  for (const [name, text] of new FormData(form)) {
    const [first, number] = name.split(".");
    if (first === group && typeof text === "string" && text.trim()) filled.set(Number(number));
  }
  return `${group}.${[...filled.keys()].sort((one, other) => one - other)[place] ?? place}.${key}`;
}

function complain(address, text) {
  const question = find("[data-address]").find((one) => one.dataset.address === address);
  const field = question?.querySelector(".field");
  if (!field || field.dataset.group) return;
  const id = `${address}_error`;
  document.getElementById(id)?.remove();
  field.classList.toggle("field--wrong", Boolean(text));
  const controls = find("input:not([type=hidden]), select, textarea", field);
  for (const control of controls) {
    const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    if (text || others.length) control.setAttribute("aria-describedby", [...others, ...(text ? [id] : [])].join(" "));
    else control.removeAttribute("aria-describedby");
  }
  if (!text) return;
  const error = document.querySelector("template[data-error]").content.firstElementChild.cloneNode(true);
  error.id = id;
  error.querySelector("[data-words]").textContent = text;
  field.querySelector("label, legend").after(error);
}

// How many seconds each question had the focus, while one looked: sent with the step and added to
// counts of all people together.
const spent = new Map();
let asked = null;
let since = 0;

function settle(next) {
  const now = performance.now();
  if (asked) spent.set(asked, (spent.get(asked) ?? 0) + (now - since) / 1000);
  [asked, since] = [next, now];
}

form.addEventListener("focusin", ({ target }) => {
  const question = target.closest("[data-address]");
  if (question) settle(question.dataset.address.split(".")[0]);
});
document.addEventListener("visibilitychange", () => settle(null));

form.addEventListener("input", () => { think(); later(); });
form.addEventListener("change", (event) => {
  const question = event.target.closest("[data-address]");
  think();
  if (!question) return;
  left.add(question.dataset.address);
  save();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add], [data-remove]");
  if (!button || !button.closest("[data-group]") || !form.contains(button)) return;
  event.preventDefault();
  if (button.matches("[data-add]")) add(button.closest("[data-group]"));
  else if (button.closest("[data-item]")) remove(button.closest("[data-item]"));
});
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
  inTurn();
  settle(null);
  if (form.elements.spent) form.elements.spent.value = [...spent].map(([key, seconds]) => `${key}:${Math.round(seconds)}`).join(",");
});
addEventListener("pageshow", () => { leaving = false; });
load();
