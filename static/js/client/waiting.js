// The list of what waits on this phone, and the sending of it: once, the oldest first, by one tab.
import { ApiProblem, askCode, fillIn, saidIn } from "./form-client.js";
import { make } from "./drawing.js";
import * as queue from "./queue.js";

const SAID = {
  zh: { waiting: "已存在手机里，有网后自动发送", files: (n) => `，带 ${n} 个文件`, sent: "已经发出", wrong: "要改一改才能发", prove: "先核实手机号才能发出", ask: "发送验证码", digits: "短信里的 6 位数字", coming: "验证码已发到表里填的手机号，5 分钟内有效。", change: "打开改一改", remove: "从手机里删掉", now: "现在就发", shared: "这是别人的或大家共用的手机？请等发出去再走开，或者把它从手机里删掉。", kept: "手机里的表", code: "查询码", reference: "受理号", full: "手机里存不下了，这份还没有存。请先联网把手机里的表发出去，或者删掉几份、少选几张照片。" },
  en: { waiting: "Kept on this phone; it is sent by itself once there is a connection", files: (n) => `, with ${n} ${n === 1 ? "file" : "files"}`, sent: "Sent", wrong: "Something has to be changed first", prove: "The phone number has to be shown first", ask: "Send the code", digits: "The six digits of the text message", coming: "The code is on its way to the number in the form; it is good for five minutes.", change: "Open and change it", remove: "Delete it from this phone", now: "Send now", shared: "Is this somebody else's phone, or a shared one? Wait until it is sent, or delete it from the phone.", kept: "Forms on this phone", code: "Tracking code", reference: "Receipt number", full: "There is no more room on this phone, and this form is not kept yet. Send what is here, delete some, or choose fewer photos." },
};
const TRY_AGAIN = 30_000;
const proves = ({ shown }) => !shown.receipt && shown.proves?.length > 0;
const waits = ({ shown }) => !shown.receipt && !shown.problem && !proves({ shown });

const momentOf = (at) => new Date(at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

export function button(words, work) {
  const found = make("button", { type: "button", class: "button button--quiet button--small" }, words);
  found.addEventListener("click", work);
  return found;
}

export class Waiting {
  // `send` sends what was packed, `prove` asks for the code of a phone number; `client` draws the form of this page, if there is one.
  constructor(list, { language, send, prove = askCode, seal = queue.deviceSeal, words = {} }) {
    Object.assign(this, { list, send, prove, seal, offline: saidIn(language).offline, asking: new Map(), said: { ...(language.startsWith("zh") ? SAID.zh : SAID.en), ...words } });
  }

  row(entry) {
    const { said } = this;
    const { shown } = entry;
    const kept = `${said.waiting}${shown.files ? said.files(shown.files) : ""}`;
    const state = shown.receipt ? said.sent : shown.problem ? `${said.wrong}：${shown.problem}` : proves(entry) ? said.prove : kept;
    const numbers = shown.receipt ? [`${said.reference} ${shown.receipt.reference}`, ...(shown.receipt.code ? [`${said.code} ${shown.receipt.code}`] : [])] : [];
    const acts = make("p", { class: "buttons" }, shown.problem ? button(said.change, () => this.change(entry)) : null, button(said.remove, async () => { await queue.forget(entry.key); await this.tell(); }));
    return make("li", { class: "stack stack--s", "data-state": shown.receipt ? "sent" : shown.problem ? "wrong" : proves(entry) ? "proving" : "waiting" }, make("strong", {}, shown.title, " ", make("span", { class: "meta num" }, momentOf(shown.at))), make("p", { role: "status" }, state), numbers.length ? make("p", {}, numbers.join(" · ")) : null, proves(entry) && this.send ? this.proof(entry) : null, acts);
  }

  // Asks for the code of the first number that has to be shown; what is typed outlives a new list.
  proof(entry) {
    const [name] = entry.shown.proves;
    const id = `code-${entry.key}-${name}`;
    if (this.asking.has(id)) return this.asking.get(id);
    const { said } = this;
    const digits = make("input", { id, class: "code", type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "8" });
    const typed = make("div", { class: "field", hidden: true }, make("label", { for: id }, said.digits), digits);
    const status = make("p", { role: "status" });
    const ask = async (code) => {
      try {
        const packed = await queue.open(entry, this.seal);
        await this.prove(packed, packed.answers[name][0], code);
        status.textContent = code ? "" : said.coming;
        typed.hidden = false;
        if (code) await this.proven(entry, packed, id);
        else digits.focus();
      } catch (problem) {
        status.textContent = problem instanceof ApiProblem ? problem.message : this.offline;
      }
    };
    digits.addEventListener("input", () => { const code = digits.value.replace(/\D/g, ""); if (code.length === 6) ask(code); });
    this.asking.set(id, make("div", { class: "stack stack--s" }, make("p", {}, button(said.ask, () => ask(""))), typed, status));
    return this.asking.get(id);
  }

  async proven(entry, packed, id) {
    this.asking.delete(id);
    await queue.keep(entry.key, { ...entry.shown, proves: entry.shown.proves.slice(1) }, packed, this.seal);
    await this.flush();
  }

  async tell() {
    const entries = await queue.waiting(this.seal.owner);
    this.list.hidden = entries.length === 0;
    const open = entries.some((entry) => !entry.shown.receipt);
    const typing = document.activeElement?.matches(".code") ? document.activeElement : null;
    this.list.replaceChildren(make("h2", {}, this.said.kept), make("ul", { class: "stack", role: "list" }, ...entries.map((entry) => this.row(entry))),
      ...(open ? [make("p", { class: "meta" }, this.said.shared)] : []),
      ...(this.send && entries.some(waits) ? [make("p", { class: "buttons" }, button(this.said.now, () => this.flush()))] : []));
    if (typing?.isConnected) typing.focus();
  }

  async change(entry) {
    const packed = await queue.open(entry, this.seal);
    if (this.client?.slug !== packed.slug) return this.elsewhere?.(packed.slug);
    this.client.key = entry.key;
    fillIn(this.client.form, packed.answers);
    this.client.putFiles(packed.files);
    this.client.decide();
    this.client.form.querySelector("input, textarea, select")?.focus();
    return undefined;
  }

  // The first thing that is wrong, with the question that it is about.
  complaint({ errors, message }) {
    const [first] = errors;
    if (!first) return message;
    const key = String(first.where?.[2]).split(".")[0];
    const fields = this.client?.found?.document.steps.flatMap((step) => step.sections.flatMap((section) => section.fields)) ?? [];
    const label = fields.find((field) => field.key === key)?.label;
    return label ? `${label}：${first.message}` : first.message;
  }

  async sendOne(entry) {
    const packed = await queue.open(entry, this.seal);
    try {
      const receipt = await this.send(packed);
      // What was typed and photographed goes; number and code stay until the person deletes them.
      await queue.keep(entry.key, { ...entry.shown, files: 0, problem: "", proves: [], receipt: { reference: receipt.reference, code: receipt.code } }, {}, this.seal);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) return false;
      if ([401, 429].includes(problem.status) || problem.status >= 500 || problem.code === "other_account") {
        this.onStopped?.(problem);
        return false;
      }
      const unproven = problem.errors.filter(({ code }) => code === "phone_unproven").map(({ where }) => where[2]);
      const found = unproven.length && unproven.length === problem.errors.length ? { proves: unproven } : { problem: this.complaint(problem) };
      await queue.keep(entry.key, { ...entry.shown, proves: [], ...found }, packed, this.seal);
    }
    return true;
  }

  async flushAll() {
    for (const entry of await queue.waiting(this.seal.owner)) {
      if (!waits(entry)) continue;
      if (!(await this.sendOne(entry))) break;
    }
    await this.tell();
  }

  // One tab sends at a time; two would still be one submission, but two proofs of work.
  flush() {
    if (!this.send) return this.tell();
    return navigator.locks ? navigator.locks.request("tongxin-forms", () => this.flushAll()) : this.flushAll();
  }

  // Keeps what could not be sent; says whether it could be kept.
  async keepForLater(packed, from) {
    if (!queue.canKeep()) return false;
    const shown = { title: from.found.document.title, at: Date.now(), problem: "", files: packed.files.length };
    try {
      await queue.keep(packed.key, shown, packed, this.seal);
    } catch (problem) {
      if (!(problem instanceof queue.QueueFull)) throw problem;
      from.complain({ message: this.said.full, errors: [] });
      return true;
    }
    from.begin();
    from.draw();
    await this.tell();
    this.list.scrollIntoView({ block: "start" });
    const heading = this.list.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
    return true;
  }

  // Tries again when the line is back, and now and then; `before` is asked first.
  watch(before = () => undefined) {
    const tryAgain = async () => { await before(); await this.flush(); };
    addEventListener("online", tryAgain);
    setInterval(() => { if (navigator.onLine) tryAgain(); }, TRY_AGAIN);
  }
}

// Has the worker keep this page and what else is named; resolves when all is there.
export async function install(root, addresses) {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  const ready = await navigator.serviceWorker.ready;
  await new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    ready.active.postMessage({ keep: addresses }, [channel.port2]);
  });
  root.dataset.ready = "offline";
}
