// A form that can be filled in without a connection: kept on the phone, sent once when it is back.
import { ApiProblem, FormClient, fillIn, sendAnswers } from "./form-client.js";
import { make } from "./drawing.js";
import * as queue from "./queue.js";

const SAID = {
  zh: { waiting: "已存在手机里，有网后自动发送", sent: "已经发出", wrong: "要改一改才能发", change: "打开改一改", remove: "从手机里删掉", now: "现在就发", shared: "这是别人的或大家共用的手机？请等发出去再走开，或者把它从手机里删掉。", kept: "手机里的表", code: "查询码", reference: "回执号", another: "再填一份" },
  en: { waiting: "Kept on this phone; it is sent by itself once there is a connection", sent: "Sent", wrong: "Something has to be changed first", change: "Open and change it", remove: "Delete it from this phone", now: "Send now", shared: "Is this somebody else's phone, or a shared one? Wait until it is sent, or delete it from the phone.", kept: "Forms on this phone", code: "Tracking code", reference: "Receipt number", another: "Fill in another" },
};
const TRY_AGAIN = 30_000;

const root = document.querySelector("[data-form]");
const list = document.querySelector("[data-waiting]");
const language = document.documentElement.lang;
const said = language.startsWith("zh") ? SAID.zh : SAID.en;
const { form: slug, api } = root.dataset;

function button(words, work) {
  const found = make("button", { type: "button", class: "button button--quiet button--small" }, words);
  found.addEventListener("click", work);
  return found;
}

function row(entry) {
  const { shown } = entry;
  const state = shown.receipt ? said.sent : shown.problem ? `${said.wrong}：${shown.problem}` : said.waiting;
  const receipt = shown.receipt ? make("p", {}, `${said.reference} ${shown.receipt.reference} · ${said.code} ${shown.receipt.code}`) : null;
  const acts = make("p", { class: "buttons" }, shown.problem ? button(said.change, () => change(entry)) : null, button(said.remove, async () => { await queue.forget(entry.key); await tell(); }));
  return make("li", { class: "stack stack--s", "data-state": shown.receipt ? "sent" : shown.problem ? "wrong" : "waiting" }, make("strong", {}, shown.title), make("p", { role: "status" }, state), receipt, acts);
}

const waits = ({ shown }) => !shown.receipt && !shown.problem;

async function tell() {
  const entries = await queue.waiting();
  list.hidden = entries.length === 0;
  const open = entries.some((entry) => !entry.shown.receipt);
  list.replaceChildren(make("h2", {}, said.kept), make("ul", { class: "stack", role: "list" }, ...entries.map(row)),
    ...(open ? [make("p", { class: "meta" }, said.shared)] : []),
    ...(entries.some(waits) ? [make("p", { class: "buttons" }, button(said.now, () => flush()))] : []));
}

async function change(entry) {
  const packed = await queue.open(entry);
  client.key = entry.key;
  fillIn(client.form, packed.answers);
  client.decide();
  client.form.querySelector("input, textarea, select")?.focus();
}

// The first thing that is wrong, with the question that it is about.
function complaint({ errors, message }) {
  const [first] = errors;
  if (!first) return message;
  const key = String(first.where?.[2]).split(".")[0];
  const fields = client.found?.document.steps.flatMap((step) => step.sections.flatMap((section) => section.fields)) ?? [];
  const label = fields.find((field) => field.key === key)?.label;
  return label ? `${label}：${first.message}` : first.message;
}

async function sendOne(entry) {
  const packed = await queue.open(entry);
  try {
    const receipt = await sendAnswers(packed);
    // What was typed goes; number and code stay until the person deletes them.
    await queue.keep(entry.key, { ...entry.shown, problem: "", receipt: { reference: receipt.reference, code: receipt.code } }, {});
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) return false;
    if (problem.status === 429 || problem.status >= 500) return false;
    await queue.keep(entry.key, { ...entry.shown, problem: complaint(problem) }, packed);
  }
  return true;
}

async function flushAll() {
  for (const entry of await queue.waiting()) {
    if (!waits(entry)) continue;
    if (!(await sendOne(entry))) break;
  }
  await tell();
}

// One tab sends at a time; two would still be one submission, but two proofs of work.
const flush = () => (navigator.locks ? navigator.locks.request("tongxin-forms", flushAll) : flushAll());

async function keepForLater(packed, from) {
  if (!queue.canKeep()) return false;
  await queue.keep(packed.key, { title: from.found.document.title, at: Date.now(), problem: "" }, packed);
  from.begin();
  from.draw();
  await tell();
  list.scrollIntoView({ block: "start" });
  list.querySelector("h2").tabIndex = -1;
  list.querySelector("h2").focus();
  return true;
}

const client = new FormClient(root, {
  slug, api, language, onOffline: keepForLater,
  onSent: async (_receipt, from) => {
    await queue.forget(from.key);
    from.root.append(make("p", { class: "buttons" }, button(said.another, () => { from.begin(); from.draw(); })));
    await tell();
  },
});

async function install() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  const ready = await navigator.serviceWorker.ready;
  await new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    ready.active.postMessage({ keep: [location.pathname, `${api}/forms/${slug}`] }, [channel.port2]);
  });
  root.dataset.ready = "offline";
}

addEventListener("online", flush);
setInterval(() => { if (navigator.onLine) flush(); }, TRY_AGAIN);
await client.open();
if (queue.canKeep()) await flush();
await install();
