// The rules of a form as sentences to pick from lists, beside the same rules as text.
// What is picked goes into one hidden input as JSON; the server reads, checks and words it again.
import { groupOf, keptOf, outlineOf, picksOf, ruleOf, targetsOf, termsOf } from "./picking.js";

const PAUSE = 600;
const MANY = 40;
const KINDS = ["show", "hide", "require", "skip", "compute", "check"];
const WAYS = ["+", "-", "*", "/", "sum", "min", "max", "count", "score", "age", "days"];
const OVER_ITEMS = new Set(["sum", "min", "max"]);
const INPUTS = { number: "number", day: "date", time: "time", text: "text", area: "text" };

function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, heard] of Object.entries(value)) made.addEventListener(event, heard);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
}

class Builder {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.lists = JSON.parse(root.querySelector("#rules-lists").textContent);
    this.words = this.lists.words;
    this.trees = root.querySelector("[data-rules-trees]");
    this.place = root.querySelector("[data-rules-sentences]");
    this.error = root.querySelector("[data-rules-error]");
    this.details = root.querySelector("[data-rules-text]");
    this.text = this.details.querySelector("textarea");
    this.entries = [];
    this.asked = 0;
    this.outline = { steps: [], sections: [], fields: [] };
  }

  begin() {
    const start = JSON.parse(this.root.querySelector("#rules-start").textContent);
    this.observe();
    this.place.hidden = false;
    this.details.open = Boolean(this.root.closest(".w-field--error"));
    if (this.details.open) {
      // What was sent as text could not be read: it stays, and counts, until it can.
      this.take(start);
      this.fromText();
    } else {
      this.take(start);
      this.keep({ quietly: true });
    }
    this.text.addEventListener("input", () => this.fromTextSoon());
    this.form.addEventListener("input", (event) => this.heard(event));
    this.form.addEventListener("change", (event) => this.heard(event));
    new MutationObserver(() => this.formSoon()).observe(this.form, { childList: true, subtree: true });
  }

  // The questions as they stand in the editor now.
  observe() {
    const before = JSON.stringify(this.outline);
    this.outline = outlineOf(new FormData(this.form), this.lists.other);
    this.terms = termsOf(this.outline, this.lists);
    return before !== JSON.stringify(this.outline);
  }

  heard(event) {
    if (!this.root.contains(event.target)) this.formSoon();
  }

  formSoon() {
    clearTimeout(this.watching);
    this.watching = setTimeout(() => {
      if (!this.observe()) return;
      this.entries = this.entries.map((entry) => (entry.picks ? entry : this.entryOf(entry)));
      this.draw();
      this.askSoon();
    }, PAUSE);
  }

  entryOf({ rule, words = "", line = "" }) {
    const picks = picksOf(rule, this.terms);
    return picks ? { picks, rule } : { rule, words, line };
  }

  take(found) {
    this.entries = found.rules.map((rule, place) => this.entryOf({ rule, words: found.words[place], line: found.lines[place] }));
    this.problems = found.problems;
    this.draw();
  }

  // ---- keeping and asking ----

  keep({ quietly = false } = {}) {
    for (const entry of this.entries) if (entry.picks) entry.rule = keptOf(entry.picks, entry.rule, this.terms);
    const rules = this.entries.map((entry) => entry.rule).filter(Boolean);
    this.trees.value = JSON.stringify(rules);
    if (quietly) return;
    this.trees.dispatchEvent(new Event("change", { bubbles: true }));
    this.askSoon();
  }

  askSoon() {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.ask(), PAUSE);
  }

  async read(trees) {
    const sent = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (name.startsWith("questions-") || name === "rules" || name === "csrfmiddlewaretoken") sent.append(name, value);
    }
    sent.set("rules-trees", trees);
    this.asked += 1;
    const turn = this.asked;
    const answer = await fetch(this.root.dataset.address, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    return turn === this.asked ? found : null;
  }

  async ask() {
    if (!this.trees.value) return;
    try {
      const found = await this.read(this.trees.value);
      if (!found || found.error) return;
      this.error.textContent = "";
      this.problems = found.problems;
      if (document.activeElement !== this.text) this.text.value = found.text;
      found.rules.forEach((rule, place) => {
        const entry = this.entries.filter((one) => one.rule)[place];
        if (entry?.rule.id === rule.id) Object.assign(entry, { words: found.words[place], line: found.lines[place] });
      });
      this.draw();
    } catch {
      this.error.textContent = this.words.unreachable; // away from the network: saving checks again
    }
  }

  fromTextSoon() {
    this.trees.value = "";
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.fromText(), PAUSE);
  }

  async fromText() {
    try {
      this.trees.value = "";
      const found = await this.read("");
      if (!found) return;
      this.error.textContent = found.error ?? "";
      if (found.error) return;
      this.take(found);
      this.keep({ quietly: true });
      this.trees.dispatchEvent(new Event("change", { bubbles: true }));
    } catch {
      this.error.textContent = this.words.unreachable; // the text itself is sent when one saves
    }
  }

  // ---- drawing ----

  draw() {
    const at = document.activeElement?.dataset?.at;
    const general = (this.problems ?? []).filter((problem) => !this.entries.some((entry) => entry.rule?.id === problem.rule));
    const rows = this.entries.map((entry, number) => this.row(entry, number));
    const add = element("button", { type: "button", class: "button button-small button-secondary", "data-at": "add", on: { click: () => this.added() } }, this.words.add);
    this.place.replaceChildren(
      ...general.map((problem) => element("p", { class: "rules__error" }, problem.say)),
      rows.length ? element("ol", { class: "rules__list" }, ...rows) : element("p", { class: "help" }, this.words.none),
      element("p", {}, add),
    );
    if (at) this.place.querySelector(`[data-at="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
  }

  added() {
    const id = `r${crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0")}`;
    const test = { name: "", operator: "", negated: false, value: null, other: "" };
    this.entries.push({ picks: { id, kind: "show", targets: [], joint: "and", tests: [test], from: "", message: "" } });
    this.draw();
    this.place.querySelector(`[data-at="${this.entries.length - 1}/tests/0/name"]`)?.focus();
  }

  changed() {
    this.draw();
    this.keep();
  }

  row(entry, number) {
    const problems = (this.problems ?? []).filter((problem) => entry.rule && problem.rule === entry.rule.id);
    const sentence = entry.picks ? this.sentence(entry.picks, number) : [element("p", { class: "rules__said" }, entry.words), element("p", { class: "help" }, element("code", {}, entry.line), ` — ${this.words.text_only}`)];
    const isOpen = entry.picks && !ruleOf(entry.picks, this.terms);
    return element(
      "li",
      { class: "rules__rule" },
      element("div", { class: "rules__sentence" }, ...sentence),
      element("div", { class: "rules__tools" }, this.tool("up", number, number > 0), this.tool("down", number, number < this.entries.length - 1), this.tool("remove", number, true)),
      isOpen ? element("p", { class: "rules__note" }, this.words.unfinished) : "",
      ...problems.map((problem) => element("p", { class: "rules__error" }, problem.say)),
    );
  }

  tool(what, number, isOffered) {
    const marks = { up: "↑", down: "↓", remove: "×" };
    const move = () => {
      const [entry] = this.entries.splice(number, 1);
      if (what !== "remove") this.entries.splice(number + (what === "up" ? -1 : 1), 0, entry);
      this.changed();
    };
    return element("button", { type: "button", class: "rules__tool", disabled: !isOffered, "aria-label": `${this.words[what]} ${number + 1}`, title: this.words[what], "data-at": `${number}/${what}`, on: { click: move } }, marks[what]);
  }

  select(at, label, value, options, heard, empty = "") {
    const known = options.some((option) => option.id === value);
    const shown = [...(empty ? [{ id: "", words: empty }] : []), ...options];
    if (value && !known) shown.push({ id: value, words: this.words.gone });
    const option = (one) => element("option", { value: one.id }, one.words);
    const made = element("select", { "data-at": at, "aria-label": label, on: { change: (event) => { heard(event.target.value); this.changed(); } } });
    const chosen = value ?? "";
    if (shown.length <= MANY) {
      made.append(...shown.map(option));
    } else {
      // Hundreds of rules with hundreds of questions: a list is filled when one turns to it.
      made.append(...shown.filter((one) => one.id === chosen).map(option));
      const fill = () => {
        made.replaceChildren(...shown.map(option));
        made.value = chosen;
      };
      for (const event of ["pointerdown", "focus"]) made.addEventListener(event, fill, { once: true });
    }
    made.value = chosen;
    return made;
  }

  sentence(picks, number) {
    const kind = this.select(`${number}/kind`, this.words.add, picks.kind, KINDS.map((id) => ({ id, words: this.words[id] })), (value) => {
      Object.assign(picks, { kind: value, targets: [], from: "" });
      if (value === "check") picks.held ??= { joint: "and", tests: [this.freshTest()] };
      if (value === "compute") picks.sum ??= { way: "+", parts: [] };
    });
    const lines = [this.conditions(picks, `${number}/tests`, this.words.when, picks), element("div", { class: "rules__line" }, kind, ...this.targets(picks, number))];
    if (picks.kind === "compute") lines.push(this.sum(picks, number));
    if (picks.kind === "check") lines.push(this.conditions(picks.held, `${number}/held`, this.words.must, picks), this.message(picks, number));
    return lines;
  }

  freshTest() {
    return { name: "", operator: "", negated: false, value: null, other: "" };
  }

  targetWords(target) {
    if (target.id === "end") return this.words.end;
    return target.step ? `${this.words.step} ${target.step}${target.words ? ` ${target.words}` : ""}` : target.words;
  }

  targets(picks, number) {
    const offered = targetsOf(picks.kind, this.outline, this.lists, picks.targets).map((target) => ({ id: target.id, words: this.targetWords(target) }));
    const one = (value) => { picks.targets = value ? [value] : []; };
    if (picks.kind === "skip") {
      const steps = this.outline.steps.map((step, place) => ({ id: step.id, words: this.targetWords({ ...step, step: place + 1 }) }));
      return [element("span", {}, this.words.from), this.select(`${number}/from`, this.words.from, picks.from, steps, (value) => { picks.from = value; }, this.words.pick_value), element("span", {}, this.words.to), this.select(`${number}/target`, this.words.to, picks.targets[0] ?? "", offered, one, this.words.pick_value)];
    }
    if (picks.kind === "compute" || picks.kind === "check") return [this.select(`${number}/target`, this.words.pick_question, picks.targets[0] ?? "", offered, one, this.words.pick_question)];
    const chips = picks.targets.map((target, place) => {
      const words = offered.find((found) => found.id === target)?.words ?? this.words.gone;
      const drop = () => { picks.targets.splice(place, 1); this.changed(); };
      return element("span", { class: "rules__chip" }, words, element("button", { type: "button", "aria-label": `${this.words.remove}: ${words}`, "data-at": `${number}/target/${place}`, on: { click: drop } }, "×"));
    });
    const free = offered.filter((found) => !picks.targets.includes(found.id));
    return [...chips, this.select(`${number}/more`, this.words.pick_target, "", free, (value) => { if (value) picks.targets.push(value); }, this.words.pick_target)];
  }

  // The conditions of `held`: one a line, joined by all or any once there are two.
  conditions(held, at, opening, picks) {
    const lines = held.tests.map((test, place) => element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, place ? "" : opening), ...this.test(test, `${at}/${place}`, picks), this.dropTest(held, place, at)));
    if (!lines.length) lines.push(element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, opening), this.words.always));
    if (held.tests.length > 1) {
      const joints = [{ id: "and", words: this.words.all }, { id: "or", words: this.words.any }];
      const joint = this.select(`${at}/joint`, this.words.all, held.joint, joints, (value) => { held.joint = value; });
      lines[0].firstChild.textContent = "";
      lines.unshift(element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, opening), joint));
    }
    const more = () => { held.tests.push(this.freshTest()); this.changed(); };
    const add = element("button", { type: "button", class: "rules__add", "data-at": `${at}/add`, on: { click: more } }, `＋ ${this.words.add_condition}`);
    return element("div", { class: "rules__conditions" }, ...lines, add);
  }

  dropTest(held, place, at) {
    const drop = () => { held.tests.splice(place, 1); this.changed(); };
    return element("button", { type: "button", class: "rules__tool", "aria-label": this.words.remove, "data-at": `${at}/${place}/drop`, on: { click: drop } }, "×");
  }

  offered(picks) {
    const group = groupOf(picks.targets, this.outline);
    return this.terms.conditions.filter((subject) => !subject.group || subject.group === group);
  }

  test(test, at, picks) {
    const subjects = this.offered(picks);
    const name = this.select(`${at}/name`, this.words.pick_question, test.name, subjects.map((one) => ({ id: one.name, words: one.words })), (value) => {
      const said = this.terms.sayings(this.terms.subjects.get(value)?.kind)[0];
      Object.assign(test, { name: value, operator: said?.operator ?? "", negated: said?.negated ?? false, value: said?.takes === "yes_no" ? true : null, other: "" });
    }, this.words.pick_question);
    const subject = this.terms.subjects.get(test.name);
    if (!subject) return [name];
    const sayings = this.terms.sayings(subject.kind);
    const idOf = (one) => `${one.negated ? "!" : ""}${one.operator}`;
    const saying = sayings.find((one) => idOf(one) === idOf(test)) ?? sayings[0];
    const verb = this.select(`${at}/operator`, this.words.is, idOf(saying), sayings.map((one) => ({ id: idOf(one), words: one.words })), (value) => {
      const chosen = sayings.find((one) => idOf(one) === value);
      if (chosen.takes !== saying.takes) Object.assign(test, { value: chosen.takes === "yes_no" ? true : null, other: "" });
      Object.assign(test, { operator: chosen.operator, negated: chosen.negated });
    });
    return [name, verb, ...this.value(test, at, subject, saying, subjects)];
  }

  value(test, at, subject, saying, subjects) {
    const set = (value) => { test.value = value; };
    const label = this.words.a_value;
    if (saying.takes === "nothing") return [];
    if (saying.takes === "yes_no") return [this.select(`${at}/value`, label, test.value === false ? "no" : "yes", [{ id: "yes", words: this.words.yes }, { id: "no", words: this.words.no }], (value) => set(value === "yes"))];
    if (saying.takes === "choice") return [this.select(`${at}/value`, label, test.value, subject.choices, (value) => set(value || null), this.words.pick_value)];
    if (saying.takes === "choices") return [this.several(test, at, subject)];
    const alike = subjects.filter((one) => !subject.quantifier && !one.quantifier && one.name !== test.name && this.terms.sayings(one.kind).some((other) => other.takes === saying.takes));
    const isToday = test.value?.today !== undefined;
    const from = test.other || test.otherOpen ? "other" : isToday ? "today" : "value";
    const sources = [{ id: "value", words: saying.takes === "day" ? this.words.a_day : this.words.a_value }];
    if (saying.takes === "day") sources.push({ id: "today", words: this.words.today });
    if (alike.length && ["number", "day", "time"].includes(saying.takes)) sources.push({ id: "other", words: this.words.another });
    const source = this.select(`${at}/source`, label, from, sources, (value) => Object.assign(test, { value: value === "today" ? { today: [] } : null, other: "", otherOpen: value === "other" }));
    const parts = sources.length > 1 ? [source] : [];
    if (from === "other") parts.push(this.select(`${at}/other`, this.words.another, test.other, alike.map((one) => ({ id: one.name, words: one.words })), (value) => { test.other = value; test.value = null; }, this.words.pick_question));
    if (from === "value") parts.push(this.typed(test, at, saying.takes));
    return parts;
  }

  typed(test, at, takes) {
    const heard = (event) => {
      const text = event.target.value;
      test.value = takes === "number" ? (text === "" ? null : Number(text)) : text || null;
      this.keep();
    };
    const made = element("input", { type: INPUTS[takes] ?? "text", step: takes === "number" ? "any" : undefined, "aria-label": this.words.a_value, "data-at": `${at}/value`, on: { input: heard } });
    made.value = test.value ?? "";
    return made;
  }

  several(test, at, subject) {
    const chosen = new Set(test.value ?? []);
    const boxes = subject.choices.map((choice) => {
      const heard = (event) => {
        if (event.target.checked) chosen.add(choice.id);
        else chosen.delete(choice.id);
        const kept = subject.choices.map((one) => one.id).filter((id) => chosen.has(id));
        test.value = kept.length ? kept : null;
        this.changed();
      };
      const box = element("input", { type: "checkbox", "data-at": `${at}/value/${choice.id}`, on: { change: heard } });
      box.checked = chosen.has(choice.id);
      return element("label", { class: "rules__chip" }, box, choice.words);
    });
    return element("span", { class: "rules__several", role: "group", "aria-label": this.words.a_value }, ...boxes);
  }

  message(picks, number) {
    const made = element("input", { type: "text", maxlength: "200", "aria-label": this.words.else_say, "data-at": `${number}/message`, on: { input: (event) => { picks.message = event.target.value.trim(); this.keep(); } } });
    made.value = picks.message;
    return element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, this.words.else_say), made);
  }

  sum(picks, number) {
    const { sum } = picks;
    const at = `${number}/sum`;
    const way = this.select(`${at}/way`, this.words.compute, sum.way, WAYS.map((id) => ({ id, words: this.words[`way_${id}`] })), (value) => { picks.sum = { way: value, parts: [] }; });
    const line = [element("span", { class: "rules__word" }, "＝"), way];
    const groups = this.outline.fields.map((one, place) => ({ id: one.key, words: `${place + 1}. ${one.words}`, items: one.fields.length })).filter((one) => one.items);
    if (OVER_ITEMS.has(sum.way) || sum.way === "count") {
      line.push(this.select(`${at}/group`, this.words.way_count, sum.group ?? "", groups, (value) => { sum.group = value; sum.parts = []; }, this.words.pick_value));
    }
    if (sum.way === "count") return element("div", { class: "rules__line" }, ...line);
    const fitting = this.parts(picks);
    sum.parts.forEach((part, place) => {
      if (typeof part === "number") line.push(this.constant(sum, place, at));
      else line.push(this.select(`${at}/${place}`, this.words.pick_question, part, fitting, (value) => { if (value) sum.parts[place] = value; else sum.parts.splice(place, 1); }, this.words.remove));
    });
    const isFull = (sum.way === "age" && sum.parts.length) || (["-", "/", "days"].includes(sum.way) && sum.parts.length > 1);
    const numbers = ["+", "-", "*", "/"].includes(sum.way) ? [{ id: "#", words: this.words.number }] : [];
    if (!isFull) line.push(this.select(`${at}/more`, this.words.pick_question, "", [...fitting, ...numbers], (value) => { if (value) sum.parts.push(value === "#" ? 0 : value); }, this.words.pick_question));
    return element("div", { class: "rules__line" }, ...line);
  }

  constant(sum, place, at) {
    const made = element("input", { type: "number", step: "any", "aria-label": this.words.number, "data-at": `${at}/${place}`, on: { input: (event) => { sum.parts[place] = Number(event.target.value); this.keep(); } } });
    made.value = sum.parts[place];
    return made;
  }

  parts({ sum, targets }) {
    const fits = {
      score: (one) => one.kind === "choice" || one.kind === "choices",
      age: (one) => one.kind === "date" || one.kind === "id_number",
      days: (one) => one.kind === "date",
    }[sum.way] ?? ((one) => one.kind === "number" || one.kind === "money");
    const group = OVER_ITEMS.has(sum.way) ? sum.group : groupOf(targets, this.outline);
    const within = (one) => (OVER_ITEMS.has(sum.way) ? one.group === group : !one.group || one.group === group);
    return this.terms.all.filter((one) => fits(one) && within(one) && !targets.includes(one.name)).map((one) => ({ id: one.name, words: one.words }));
  }
}

for (const root of document.querySelectorAll("[data-rules]")) new Builder(root).begin();
