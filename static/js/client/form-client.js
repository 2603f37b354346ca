// A whole front end for a form in one module: it asks for the document, draws it, works its logic
// out while one types, sends the answers, and says what is wrong beside each question.
import { decide } from "../forms/logic.js";
import { offerOnly } from "../forms/offering.js";
import { readAnswers } from "../forms/reading.js";
import { lightened } from "../forms/picture.js";
import { drawForm, make, wordsOf } from "./drawing.js";
import { prove } from "./proof.js";

const SAID = {
  zh: { send: "提交", sending: "正在提交…", wrong: "有几处要再看看", offline: "网络不通，请稍后再试。", gone: "这份表打不开。", many: "最多选这么多个文件：", large: "这个文件太大了：", site: "到网站上填", done: "已收到", reference: "受理号", code: "查询码", sent: "验证码已发出，5 分钟内有效。", proven: "已核实", later: "现在没有网络。请照常提交，联网后再核实这个号码。", keep: "请记下这两个号码，以后凭它们查进度。", again: "再填一份" },
  en: { send: "Send the form", sending: "Sending…", wrong: "Something needs another look", offline: "There is no connection. Please try again later.", gone: "This form cannot be opened.", many: "So many files at most: ", large: "This file is too large: ", site: "Fill it in on the site", done: "We have received it", reference: "Receipt number", code: "Tracking code", sent: "The code is on its way; it is good for five minutes.", proven: "Shown to be yours", later: "There is no connection. Send the form as it is; the number is shown to be yours once there is one.", keep: "Write both down: with them you can ask how far it is.", again: "Fill in another" },
};

export const saidIn = (language) => (language.startsWith("zh") ? SAID.zh : SAID.en);
const localDay = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());

export class ApiProblem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || String(status));
    Object.assign(this, { status, code: body.code, errors: body.errors ?? [] });
  }
}

// Calls the API; no cookie goes along. Throws ApiProblem, or TypeError without a connection.
export async function call(api, path, { method = "GET", body, language = "zh" } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(`${api}${path}`, { method, headers, credentials: "omit", body: body && JSON.stringify(body) });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiProblem(answer.status, found);
  return found;
}

function proved(ticket, bits) {
  if (!bits) return Promise.resolve("");
  try {
    const worker = new Worker(new URL("./proof-worker.js", import.meta.url), { type: "module" });
    return new Promise((resolve) => {
      worker.addEventListener("message", ({ data }) => { worker.terminate(); resolve(data); });
      worker.addEventListener("error", () => { worker.terminate(); resolve(prove(ticket, bits)); });
      worker.postMessage({ ticket, bits });
    });
  } catch {
    return prove(ticket, bits);
  }
}

// Sends one file for a question; under the same ticket the same file is kept once.
export async function sendFile({ api, slug, language, ticket }, { field, name, file }) {
  const body = new FormData();
  body.set("ticket", ticket);
  body.set("field", field);
  body.set("file", file, file.name);
  const headers = { Accept: "application/json", "Accept-Language": language };
  const answer = await fetch(`${api}/forms/${slug}/files`, { method: "POST", headers, credentials: "omit", body });
  const found = await answer.json().catch(() => ({}));
  if (answer.ok) return found.id;
  const problem = new ApiProblem(answer.status, found);
  // What is wrong with a file is wrong with its question.
  if (answer.status === 422) problem.errors = [{ where: ["body", "answers", name], code: problem.code, message: problem.message }];
  throw problem;
}

// Returns the answers with the ids of the files, which `carry` has sent one by one.
export async function withFiles(answers, files, carry) {
  const found = { ...answers };
  for (const one of files) found[one.name] = [...(found[one.name] ?? []), await carry(one)];
  return found;
}

// Sends answers, name → texts, and files; the same `key` is one submission however often tried.
export async function sendAnswers({ api, slug, version, key, answers, files = [], language }) {
  const { ticket, proof_bits: bits } = await call(api, `/forms/${slug}/tickets`, { method: "POST", body: { version, key }, language });
  const whole = await withFiles(answers, files, (one) => sendFile({ api, slug, language, ticket }, one));
  const proof = await proved(ticket, bits);
  return call(api, `/forms/${slug}/submissions`, { method: "POST", body: { ticket, answers: whole, proof }, language });
}

// Asks for a code for a phone number of what has this key, or confirms the one that was typed.
export async function askCode({ api, slug, version, key, language }, phone, code = "") {
  const { ticket } = await call(api, `/forms/${slug}/tickets`, { method: "POST", body: { version, key }, language });
  return call(api, `/forms/${slug}/phone-codes${code ? "/confirm" : ""}`, { method: "POST", body: { ticket, phone, ...(code && { code }) }, language });
}

// Returns name → texts of everything that is typed; what nobody sees is not sent.
export function typedIn(form) {
  const found = {};
  for (const [name, text] of new FormData(form)) if (typeof text === "string" && text.trim()) (found[name] ??= []).push(text);
  return found;
}

// Fills a drawn form in again.
export function fillIn(form, answers) {
  for (const control of form.elements) {
    const texts = answers[control.name];
    if (!texts || control.type === "file") continue;
    if (["checkbox", "radio"].includes(control.type)) control.checked = texts.includes(control.value);
    else [control.value] = texts;
  }
}

export class FormClient {
  constructor(root, { api = "/api/v1", slug, language = "zh", form, onSent, onOffline, onDrawn, send = sendAnswers, prove = askCode } = {}) {
    Object.assign(this, { root, api, slug, language, found: form, onSent, onOffline, onDrawn, carry: send, prove });
    this.said = saidIn(language);
    this.begin();
  }

  begin() {
    this.chosen = new Map();
    this.key = crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async open() {
    try {
      this.found ??= await call(this.api, `/forms/${this.slug}`, { language: this.language });
    } catch (problem) {
      this.root.replaceChildren(make("p", { class: "notice", role: "alert" }, problem instanceof ApiProblem ? this.said.gone : this.said.offline));
      return;
    }
    this.draw();
  }

  draw() {
    const { document: asked } = this.found;
    const say = wordsOf(this.language, this.found.pictures);
    this.summary = make("div", { class: "error-summary", role: "alert", tabindex: "-1", hidden: true });
    this.button = make("button", { class: "button button--wide", type: "submit" }, this.said.send);
    this.form = make("form", { class: "form stack stack--l", novalidate: true }, ...drawForm(asked, say), make("p", { class: "buttons" }, this.button));
    this.form.addEventListener("input", () => this.decide());
    this.form.addEventListener("change", ({ target }) => { if (target.type === "file") this.takeFiles(target); this.decide(); });
    this.form.addEventListener("click", ({ target }) => { if (target.matches("[data-ask-code]")) this.code(target.dataset.askCode); });
    this.form.addEventListener("input", ({ target }) => { if (target.matches("[data-code]") && target.value.replace(/\D/g, "").length === 6) this.code(target.dataset.code, target.value.replace(/\D/g, "")); });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    const opening = make("header", { class: "opening" }, make("h1", {}, asked.title), asked.introduction ? make("p", { class: "lede" }, asked.introduction) : null);
    this.root.replaceChildren(make("div", { class: "stack stack--l" }, opening, this.summary, this.form));
    this.decide();
    this.onDrawn?.(this);
  }

  // Shows and hides as the rules say; what is hidden is neither asked nor sent.
  decide() {
    const { document: asked } = this.found;
    const outcome = decide(asked, readAnswers(asked, new FormData(this.form), localDay()), localDay());
    const hidden = new Set(outcome.hidden);
    for (const step of asked.steps) {
      this.show(`[data-step="${step.id}"]`, outcome.path.includes(step.id));
      for (const section of step.sections) this.show(`[data-section="${section.id}"]`, section.fields.some((field) => !hidden.has(field.key)));
    }
    const numbers = new Map();
    const offered = new Set(asked.rules.filter((rule) => rule.kind === "offer").flatMap((rule) => rule.targets));
    for (const element of this.form.querySelectorAll("[data-address]")) {
      const address = this.closedUp(element.dataset.address, numbers);
      if (element.querySelector(":scope > [type=hidden]")) continue;
      this.reveal(element, !hidden.has(address));
      if (offered.has(address.split(".").pop())) offerOnly(element, outcome.withheld?.[address] ?? []);
    }
    for (const output of this.form.querySelectorAll("[data-computed]")) output.textContent = outcome.computed[this.closedUp(output.id, numbers)] ?? "";
    this.outcome = outcome;
  }

  // The address as logic counts items: those that hold nothing are left out.
  closedUp(name, numbers) {
    const [group, place, ...rest] = name.split(".");
    if (!rest.length || !/^\d+$/.test(place)) return name;
    if (!numbers.has(group)) {
      const filled = [...new Set([...new FormData(this.form)].filter(([one, text]) => one.startsWith(`${group}.`) && typeof text === "string" && text.trim()).map(([one]) => Number(one.split(".")[1])))];
      numbers.set(group, filled.sort((left, right) => left - right));
    }
    return [group, numbers.get(group).indexOf(Number(place)), ...rest].join(".");
  }

  show(selector, visible) {
    this.reveal(this.form.querySelector(selector), visible);
  }

  reveal(element, visible) {
    if (!element || element.hidden === !visible) return;
    element.hidden = !visible;
  }

  // Asks for a code for the number under `name`, or confirms the one that was typed.
  async code(name, digits = "") {
    const input = this.form.elements[name];
    const field = input.closest("[data-address]");
    const say = (words) => { field.querySelector("[role=status]").textContent = words; };
    try {
      await this.prove({ api: this.api, slug: this.slug, version: this.found.version, key: this.key, language: this.language }, input.value, digits);
      field.querySelector("[data-code]").parentElement.hidden = Boolean(digits);
      if (!digits) field.querySelector("[data-code]").focus();
      say(digits ? this.said.proven : this.said.sent);
    } catch (problem) {
      say(problem instanceof ApiProblem ? problem.message : this.onOffline ? this.said.later : this.said.offline);
    }
  }

  answers() {
    return typedIn(this.form);
  }

  // Photos are made as light as one can read them; choosing again replaces what was chosen.
  async takeFiles(control) {
    const { field, name } = { field: control.dataset.files, name: control.name };
    const limit = this.found.uploads?.find((one) => one.field === field) ?? { most: 1, bytes: Infinity };
    const note = document.getElementById(`${name}_error`);
    const light = Promise.all([...control.files].slice(0, limit.most).map(async (file) => ({ field, name, file: await lightened(file) })));
    this.chosen.set(name, light);
    const taken = await light;
    const large = taken.find(({ file }) => file.size > limit.bytes);
    if (large) this.chosen.set(name, Promise.resolve(taken.filter(({ file }) => file.size <= limit.bytes)));
    const problem = large ? `${this.said.large}${large.file.name}` : control.files.length > limit.most ? `${this.said.many}${limit.most}` : "";
    Object.assign(note, { hidden: !problem, textContent: problem });
    this.listFiles(control, large ? [] : taken);
  }

  listFiles(control, taken) {
    const list = this.form.querySelector(`[data-chosen="${control.dataset.files}"]`);
    list.hidden = taken.length === 0;
    list.replaceChildren(...taken.map(({ file }) => make("li", {}, `${file.name} · ${Math.max(1, Math.round(file.size / 1024))} kB`)));
  }

  // Puts files back that were kept: they are sent unless others are chosen.
  putFiles(files) {
    for (const control of this.form.querySelectorAll("[data-files]")) {
      const own = files.filter((one) => one.name === control.name);
      this.chosen.set(control.name, Promise.resolve(own));
      this.listFiles(control, own);
    }
  }

  // Returns the files of the questions that are shown.
  async files() {
    const hidden = new Set(this.outcome.hidden);
    const found = await Promise.all(this.chosen.values());
    return found.flat().filter(({ field }) => !hidden.has(field));
  }

  async send() {
    if (this.button.disabled) return;
    this.button.disabled = true;
    this.button.textContent = this.said.sending;
    const packed = { api: this.api, slug: this.slug, version: this.found.version, key: this.key, answers: this.answers(), files: await this.files(), language: this.language };
    try {
      this.finish(await this.carry(packed));
    } catch (problem) {
      if (problem instanceof ApiProblem) this.complain(problem);
      else if (!(await this.onOffline?.(packed, this))) this.complain({ message: this.said.offline, errors: [] });
    } finally {
      this.button.disabled = false;
      this.button.textContent = this.said.send;
    }
  }

  complain(problem) {
    for (const note of this.form.querySelectorAll(".field__error")) Object.assign(note, { hidden: true, textContent: "" });
    for (const field of this.form.querySelectorAll(".field--wrong")) field.classList.remove("field--wrong");
    const lines = problem.errors.filter((error) => error.where?.[1] === "answers").map((error) => this.mark(error.where[2], error.message));
    const words = lines.length ? make("ul", { role: "list" }, ...lines) : make("p", {}, problem.message);
    this.summary.replaceChildren(make("h2", {}, this.said.wrong), words);
    this.summary.hidden = false;
    this.summary.focus();
  }

  mark(address, message) {
    const note = document.getElementById(`${address}_error`);
    const field = note?.closest("[data-address]");
    if (note) Object.assign(note, { hidden: false, textContent: message });
    field?.classList.add("field--wrong");
    const target = field?.querySelector("input, select, textarea");
    const heading = field?.querySelector("legend, label");
    const label = (heading?.firstChild?.textContent || heading?.textContent || "").trim();
    return make("li", {}, make("a", { href: `#${target?.id ?? address}` }, `${label}：${message}`));
  }

  finish(receipt) {
    this.root.replaceChildren(make("section", { class: "stack", role: "status", "data-receipt": receipt.reference },
      make("h1", { tabindex: "-1" }, this.said.done), receipt.next_words ? make("p", { class: "lede" }, receipt.next_words) : null, make("p", {}, this.said.keep),
      make("dl", { class: "stack" }, ...[[this.said.reference, receipt.reference.replace(/(\d{3})(?=\d)/g, "$1 ")], [this.said.code, receipt.code]].map(([label, value]) => make("div", { class: "figure" }, make("dt", { class: "figure__label" }, label), make("dd", { class: "figure__value" }, value))))));
    this.root.querySelector("h1").focus();
    this.onSent?.(receipt, this);
  }
}
