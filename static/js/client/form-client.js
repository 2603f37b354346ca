// A whole front end for a form in one module: it asks for the document, draws it, works its logic
// out while one types, sends the answers, and says what is wrong beside each question.
import { decide } from "../forms/logic.js";
import { readAnswers } from "../forms/reading.js";
import { drawForm, make, wordsOf } from "./drawing.js";
import { prove } from "./proof.js";

const SAID = {
  zh: { send: "提交", sending: "正在提交…", wrong: "有几处要再看看", offline: "网络不通，请稍后再试。", gone: "这份表打不开。", site: "到网站上填", done: "已收到", reference: "回执号", code: "查询码", keep: "请记下这两个号码，以后凭它们查进度。", again: "再填一份" },
  en: { send: "Send the form", sending: "Sending…", wrong: "Something needs another look", offline: "There is no connection. Please try again later.", gone: "This form cannot be opened.", site: "Fill it in on the site", done: "We have received it", reference: "Receipt number", code: "Tracking code", keep: "Write both down: with them you can ask how far it is.", again: "Fill in another" },
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

// Sends answers, name → texts; the same `key` is one submission however often it is tried.
export async function sendAnswers({ api, slug, version, key, answers, language }) {
  const { ticket, proof_bits: bits } = await call(api, `/forms/${slug}/tickets`, { method: "POST", body: { version, key }, language });
  const proof = await proved(ticket, bits);
  return call(api, `/forms/${slug}/submissions`, { method: "POST", body: { ticket, answers, proof }, language });
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
    if (!texts) continue;
    if (["checkbox", "radio"].includes(control.type)) control.checked = texts.includes(control.value);
    else [control.value] = texts;
  }
}

export class FormClient {
  constructor(root, { api = "/api/v1", slug, language = "zh", form, onSent, onOffline, onDrawn } = {}) {
    Object.assign(this, { root, api, slug, language, found: form, onSent, onOffline, onDrawn });
    this.said = saidIn(language);
    this.begin();
  }

  begin() {
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
    const say = wordsOf(this.language);
    this.summary = make("div", { class: "error-summary", role: "alert", tabindex: "-1", hidden: true });
    this.button = make("button", { class: "button button--wide", type: "submit" }, this.said.send);
    this.form = make("form", { class: "form stack stack--l", novalidate: true }, ...drawForm(asked, say), make("p", { class: "buttons" }, this.button));
    this.form.addEventListener("input", () => this.decide());
    this.form.addEventListener("change", () => this.decide());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.root.replaceChildren(make("header", { class: "opening" }, make("h1", {}, asked.title), asked.introduction ? make("p", { class: "lede" }, asked.introduction) : null), this.summary, this.form);
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
    for (const element of this.form.querySelectorAll("[data-address]")) {
      const address = this.closedUp(element.dataset.address, numbers);
      if (element.querySelector(":scope > [type=hidden]")) continue;
      this.reveal(element, !hidden.has(address));
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

  answers() {
    return typedIn(this.form);
  }

  async send() {
    if (this.button.disabled) return;
    this.button.disabled = true;
    this.button.textContent = this.said.sending;
    const packed = { api: this.api, slug: this.slug, version: this.found.version, key: this.key, answers: this.answers(), language: this.language };
    try {
      this.finish(await sendAnswers(packed));
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
    const label = field?.querySelector("legend, label")?.firstChild?.textContent?.trim() ?? "";
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
