// The rules of a form as sentences to pick from lists, beside the same rules as text.
// What is picked goes into one hidden input as JSON; the server reads, checks and words it again.
import { FORMULA, GROUP, choicesAt, groupOf, isComparable, isWorkedOut, keptOf, kindOf, outlineOf, picksOf, ruleOf, targetsOf, termsOf } from "./picking.js";
import { AreaPicks } from "./area-picks.js";

const PAUSE = 600;
const MANY = 40;
const KINDS = ["show", "hide", "require", "offer", "skip", "compute", "check"];
const WAYS = {
  number: ["+", "-", "*", "/", "sum", "min", "max", "count", "score", "chosen", "age", "days", "months", "years", "least", "greatest", "round", "floor", "ceil", "if"],
  day: ["today", "date_add", "birth", "if"],
};
const OVER_ITEMS = new Set(["sum", "min", "max"]);
const ROUNDING = new Set(["round", "floor", "ceil"]);
const ONE_PART = new Set(["just", "age", "birth", "chosen", "round", "floor", "ceil"]);
const TWO_PARTS = new Set(["-", "/", "days", "months", "years", "date_add", "if"]);
const NAMED = { score: ["choice", "choices"], chosen: ["choices"], age: ["date", "id_number"], birth: ["id_number"] };
const CONDITIONED = new Set(["show", "hide", "require", "offer"]);
const OWN = "#own";
const INPUTS = { number: "number", day: "date", time: "time" };
const LISTED = { numbers: Number, texts: String, days: String, times: String };
const JOINTS = { and: "all", or: "any", "!and": "not_all", "!or": "not_any" };
const freshTest = () => ({ name: "", operator: "", negated: false, value: null, other: "" });
const freshSum = (measure) => ({ way: measure === "day" ? "date_add" : "+", parts: [] });

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
    this.areas = new AreaPicks(root.dataset.areas, this.words, () => this.changed());
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
    this.place.addEventListener("pointerdown", () => { this.isPressed = true; this.isTouched = true; });
    this.place.addEventListener("keydown", () => { this.isTouched = true; });
    for (const event of ["pointerup", "pointercancel"]) document.addEventListener(event, () => setTimeout(() => { this.isPressed = false; this.settleLate(); }));
    this.place.addEventListener("focusout", () => setTimeout(() => this.settleLate()));
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
      this.settle();
      this.askSoon();
    }, PAUSE);
  }

  entryOf({ rule, words = "", line = "" }) {
    const picks = picksOf(rule, this.terms);
    return picks ? { picks, rule } : { rule, words, line };
  }

  take(found) {
    this.areas.learn(found.areas);
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
      this.areas.learn(found.areas);
      if (document.activeElement !== this.text) this.text.value = found.text;
      found.rules.forEach((rule, place) => {
        const entry = this.entries.filter((one) => one.rule)[place];
        if (entry?.rule.id === rule.id) Object.assign(entry, { words: found.words[place], line: found.lines[place] });
      });
      this.settle();
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

  // What comes by itself takes away no list that stands open, no half-typed word, no button under a press.
  settle() {
    const isIn = Boolean(document.activeElement?.closest("[data-rules-sentences] :is(select, input)"));
    const isHeld = this.isPressed || (this.isTouched && isIn);
    this.isLate = isHeld;
    if (isHeld) this.tell();
    else this.draw();
  }

  settleLate() {
    if (this.isLate) this.settle();
  }

  // What is wrong, beside each rule, without touching the lists.
  tell() {
    this.entries.forEach((entry, number) => this.place.querySelector(`[data-notes="${number}"]`)?.replaceChildren(...this.notes(entry)));
  }

  draw() {
    this.isLate = this.isTouched = false;
    const { dataset: { at } = {}, selectionEnd: caret } = document.activeElement ?? {};
    const general = (this.problems ?? []).filter((problem) => !this.entries.some((entry) => entry.rule?.id === problem.rule));
    const rows = this.entries.map((entry, number) => this.row(entry, number));
    const add = element("button", { type: "button", class: "button button-small button-secondary", "data-at": "add", on: { click: () => this.added() } }, this.words.add);
    this.place.replaceChildren(
      ...general.map((problem) => element("p", { class: "rules__error" }, problem.say)),
      rows.length ? element("ol", { class: "rules__list" }, ...rows) : element("p", { class: "help" }, this.words.none),
      element("p", {}, add),
    );
    const again = at && this.place.querySelector(`[data-at="${CSS.escape(at)}"]`);
    again?.focus({ preventScroll: true });
    if (again && typeof caret === "number") again.setSelectionRange(caret, caret);
  }

  added() {
    const id = `r${crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0")}`;
    this.observe();
    this.entries.push({ picks: { id, kind: "show", targets: [], joint: "and", tests: [freshTest()], from: "", message: "" } });
    this.draw();
    this.place.querySelector(`[data-at="${this.entries.length - 1}/tests/0/name"]`)?.focus();
  }

  changed() {
    this.draw();
    this.keep();
  }

  notes(entry) {
    const problems = (this.problems ?? []).filter((problem) => entry.rule && problem.rule === entry.rule.id);
    const isOpen = entry.picks && !ruleOf(entry.picks, this.terms);
    return [...(isOpen ? [element("p", { class: "rules__note" }, this.words.unfinished)] : []), ...problems.map((problem) => element("p", { class: "rules__error" }, problem.say))];
  }

  row(entry, number) {
    const sentence = entry.picks ? this.sentence(entry.picks, number) : [element("p", { class: "rules__said" }, entry.words), element("p", { class: "help" }, element("code", {}, entry.line), ` — ${this.words.text_only}`)];
    return element(
      "li",
      { class: "rules__rule" },
      element("div", { class: "rules__sentence" }, ...sentence),
      element("div", { class: "rules__tools" }, this.tool("up", number, number > 0), this.tool("down", number, number < this.entries.length - 1), this.tool("remove", number, true)),
      element("div", { class: "rules__notes", "data-notes": number }, ...this.notes(entry)),
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
    const filled = () => {
      const below = new Map();
      for (const one of shown) below.set(one.under ?? "", [...(below.get(one.under ?? "") ?? []), one]);
      return [...below].flatMap(([under, ones]) => (under ? [element("optgroup", { label: under }, ...ones.map(option))] : ones.map(option)));
    };
    const made = element("select", { "data-at": at, "aria-label": label, on: { change: (event) => { heard(event.target.value); this.changed(); } } });
    const chosen = value ?? "";
    if (shown.length <= MANY) {
      made.append(...filled());
    } else {
      // Hundreds of rules with hundreds of questions: a list is filled when one turns to it.
      made.append(...shown.filter((one) => one.id === chosen).map(option));
      const fill = () => {
        made.replaceChildren(...filled());
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
      if (value === "offer") picks.choices = [];
      else delete picks.choices;
      // What needs no condition is not left waiting for the one that a fresh rule begins with.
      if (!CONDITIONED.has(value)) picks.tests = picks.tests.filter((test) => test.name);
      else if (!picks.tests.length) picks.tests.push(freshTest());
      if (value === "check") picks.held ??= { joint: "and", tests: [freshTest()] };
      if (value === "compute") picks.sum ??= freshSum("number");
    });
    const scope = { group: groupOf(picks.targets, this.outline), targets: picks.targets };
    const lines = [this.conditions(picks, `${number}/tests`, this.words.when, scope), element("div", { class: "rules__line" }, kind, ...this.targets(picks, number))];
    if (picks.kind === "compute") lines.push(this.sum(picks.sum, `${number}/sum`, "number", scope, "＝"));
    if (picks.kind === "check") lines.push(this.conditions(picks.held, `${number}/held`, this.words.must, scope), this.message(picks, number));
    return lines;
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
    if (picks.kind === "offer") {
      const first = this.select(`${number}/target`, this.words.pick_question, picks.targets[0] ?? "", offered, (value) => { one(value); picks.choices = []; }, this.words.pick_question);
      const chosen = { get value() { return picks.choices; }, set value(found) { picks.choices = found ?? []; } };
      return [first, this.several(chosen, `${number}/choices`, { choices: choicesAt(picks.targets[0], this.terms) })];
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
  conditions(held, at, opening, scope) {
    const lines = held.tests.flatMap((test, place) => this.test(test, `${at}/${place}`, scope, place ? "" : opening, this.dropTest(held, place, at)));
    if (!lines.length) lines.push(element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, opening), this.words.always));
    if (held.tests.length > 1 || held.negated !== undefined) {
      const kinds = held.negated === undefined ? ["and", "or"] : Object.keys(JOINTS);
      const joints = kinds.map((id) => ({ id, words: this.words[JOINTS[id]] }));
      const joint = this.select(`${at}/joint`, this.words.all, `${held.negated ? "!" : ""}${held.joint}`, joints, (value) => {
        held.joint = value.replace("!", "");
        if (held.negated !== undefined) held.negated = value.startsWith("!");
      });
      if (held.tests.length) lines[0].firstChild.textContent = "";
      lines.unshift(element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, opening), joint));
    }
    const more = () => { held.tests.push(freshTest()); this.changed(); };
    const add = element("button", { type: "button", class: "rules__add", "data-at": `${at}/add`, on: { click: more } }, `＋ ${this.words.add_condition}`);
    return element("div", { class: "rules__conditions" }, ...lines, add);
  }

  dropTest(held, place, at) {
    const drop = () => { held.tests.splice(place, 1); this.changed(); };
    return element("button", { type: "button", class: "rules__tool", "aria-label": this.words.remove, "data-at": `${at}/${place}/drop`, on: { click: drop } }, "×");
  }

  // What a condition can speak of: answers, the items of groups, several conditions, a calculation.
  offered(scope) {
    const answers = this.terms.conditions.filter((subject) => !subject.group || subject.group === scope.group).map((one) => ({ id: one.name, words: one.words }));
    const more = [{ id: FORMULA, words: this.words.formula }, { id: GROUP, words: this.words.group }];
    for (const [key, group] of this.terms.groups) {
      for (const [quantifier, words] of Object.entries(this.lists.quantifiers)) more.push({ id: `#${quantifier}:${key}`, words: `${group.words} · ${words}…` });
    }
    return [...answers, ...more.map((one) => ({ ...one, under: this.words.more }))];
  }

  // Turns a test to what was picked, with nothing said of it yet.
  turn(test, name) {
    for (const part of Object.keys(test)) delete test[part];
    if (name === GROUP) return Object.assign(test, { name, negated: false, joint: "or", tests: [freshTest(), freshTest()] });
    if (name.startsWith("#") && name !== FORMULA) return Object.assign(test, { name, joint: "and", tests: [freshTest()] });
    const kind = name === FORMULA ? "number" : this.terms.subjects.get(name)?.kind;
    const said = name === FORMULA ? this.terms.sayings(kind).find((one) => one.operator === ">=") : this.terms.sayings(kind)[0];
    if (name === FORMULA) test.left = freshSum("number");
    return Object.assign(test, { name, operator: said?.operator ?? "", negated: said?.negated ?? false, value: said?.takes === "yes_no" ? true : null, other: "" });
  }

  test(test, at, scope, opening, drop) {
    const name = this.select(`${at}/name`, this.words.pick_question, test.name, this.offered(scope), (value) => this.turn(test, value), this.words.pick_question);
    const line = (...inside) => element("div", { class: "rules__line" }, element("span", { class: "rules__word" }, opening), name, ...inside, drop);
    const nested = (...inside) => element("div", { class: "rules__nested" }, ...inside);
    if (test.name === GROUP) return [line(), nested(this.conditions(test, at, "", scope))];
    if (test.name.startsWith("#") && test.name !== FORMULA) {
      const group = test.name.split(":")[1];
      return [line(), nested(this.conditions(test, at, "", { ...scope, group }))];
    }
    if (test.name !== FORMULA && !this.terms.subjects.has(test.name)) return [line()];
    if (test.name !== FORMULA) return [line(...this.said(test, at, scope, this.terms.subjects.get(test.name)))];
    const measures = ["number", "day"].map((id) => ({ id, words: this.words[`of_${id}`] }));
    const measure = kindOf(test.left, this.terms) === "date" ? "day" : "number";
    const which = this.select(`${at}/measure`, this.words.formula, measure, measures, (value) => Object.assign(test, { left: freshSum(value), operator: "==", value: null, other: "", right: undefined }));
    const subject = { kind: measure === "day" ? "date" : "number", choices: [], name: FORMULA };
    return [line(which), nested(this.sum(test.left, `${at}/left`, measure, scope, ""), element("div", { class: "rules__line" }, ...this.said(test, at, scope, subject)))];
  }

  // The verb of a test, and what stands behind it.
  said(test, at, scope, subject) {
    const known = this.terms.sayings(subject.kind);
    const sayings = subject.name === FORMULA ? known.filter((one) => !one.negated && isWorkedOut(one)) : known;
    const idOf = (one) => `${one.negated ? "!" : ""}${one.operator}`;
    const saying = sayings.find((one) => idOf(one) === idOf(test)) ?? sayings[0];
    const verb = this.select(`${at}/operator`, this.words.is, idOf(saying), sayings.map((one) => ({ id: idOf(one), words: one.words })), (value) => {
      const chosen = sayings.find((one) => idOf(one) === value);
      if (chosen.takes !== saying.takes) Object.assign(test, { value: chosen.takes === "yes_no" ? true : null, other: "", right: undefined });
      Object.assign(test, { operator: chosen.operator, negated: chosen.negated });
    });
    return [verb, ...this.value(test, at, subject, saying, scope)];
  }

  value(test, at, subject, saying, scope) {
    const set = (value) => { test.value = value; };
    const label = this.words.a_value;
    if (saying.takes === "nothing") return [];
    if (saying.takes === "choice") return [this.select(`${at}/value`, label, test.value, subject.choices, (value) => set(value || null), this.words.pick_value)];
    if (saying.takes === "choices") return [this.several(test, at, subject)];
    if (saying.takes === "areas") return [this.areas.picked(test, `${at}/value`, { several: true })];
    if (saying.takes === "pattern") return this.pattern(test, at);
    if (LISTED[saying.takes]) return [this.listed(test, at, saying.takes)];
    const alike = this.terms.all.filter((one) => (!one.group || one.group === scope.group) && one.name !== test.name && !test.name.includes(":") && this.terms.sayings(one.kind).some((other) => other.takes === saying.takes));
    const isToday = test.value?.today !== undefined;
    const from = test.right ? "formula" : test.other || test.otherOpen ? "other" : isToday ? "today" : "value";
    const sources = [{ id: "value", words: this.words[`a_${saying.takes}`] ?? this.words.a_value }];
    if (saying.takes === "day") sources.push({ id: "today", words: this.words.today });
    if (alike.length && isComparable(saying) && (saying.takes !== "yes_no" || test.other)) sources.push({ id: "other", words: this.words.another });
    if (isWorkedOut(saying)) sources.push({ id: "formula", words: this.words.formula });
    const source = this.select(`${at}/source`, label, from, sources, (value) => Object.assign(test, { value: { today: { today: [] }, value: saying.takes === "yes_no" ? true : null }[value] ?? null, other: "", otherOpen: value === "other", right: value === "formula" ? freshSum(saying.takes) : undefined }));
    source.classList.add("rules__source");
    const parts = [];
    if (from === "other") parts.push(this.select(`${at}/other`, this.words.another, test.other, alike.map((one) => ({ id: one.name, words: one.words })), (value) => { test.other = value; test.value = null; }, this.words.pick_question));
    if (from === "value") parts.push(this.typed(test, at, saying.takes));
    if (from === "formula") parts.push(this.sum(test.right, `${at}/right`, saying.takes, scope, ""));
    return sources.length > 1 ? [source, ...parts] : parts;
  }

  typed(test, at, takes) {
    if (takes === "area") return this.areas.picked(test, `${at}/value`, { several: false });
    if (takes === "yes_no") return this.select(`${at}/value`, this.words.a_value, test.value === false ? "no" : "yes", [{ id: "yes", words: this.words.yes }, { id: "no", words: this.words.no }], (value) => { test.value = value === "yes"; });
    const heard = (event) => {
      const text = event.target.value;
      test.value = takes === "number" ? (text === "" ? null : Number(text)) : text || null;
      this.keep();
    };
    const made = element("input", { type: INPUTS[takes] ?? "text", step: takes === "number" ? "any" : undefined, "aria-label": this.words.a_value, "data-at": `${at}/value`, on: { input: heard } });
    made.value = test.value ?? "";
    return made;
  }

  // A pattern of those that have a name, or one's own.
  pattern(test, at) {
    const { patterns } = this.lists;
    const isOwn = test.ownOpen || (Boolean(test.value) && !patterns.some((one) => one.id === test.value));
    const options = [...patterns, { id: OWN, words: this.words.own_pattern }];
    const pick = this.select(`${at}/preset`, this.words.a_pattern, isOwn ? OWN : test.value ?? "", options, (value) => {
      test.ownOpen = value === OWN;
      if (value !== OWN) test.value = value || null;
    }, this.words.pick_value);
    if (!isOwn) return [pick];
    const heard = (event) => { test.value = event.target.value || null; this.keep(); };
    const made = element("input", { type: "text", maxlength: "300", spellcheck: "false", autocapitalize: "off", placeholder: this.words.pattern_example, "aria-label": this.words.own_pattern, "data-at": `${at}/value`, on: { input: heard } });
    made.value = test.value ?? "";
    return [pick, made];
  }

  // Several values in one line, apart by commas.
  listed(test, at, takes) {
    const heard = (event) => {
      const found = event.target.value.split(/[,，、;；\s]+/).filter(Boolean).map(LISTED[takes]);
      test.value = found.length ? found : null;
      this.keep();
    };
    const made = element("input", { type: "text", placeholder: this.words[`some_${takes}`], "aria-label": this.words[`some_${takes}`], "data-at": `${at}/value`, on: { input: heard } });
    made.value = (test.value ?? []).join("、");
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

  // How something is worked out: the way, then its parts, each of which may be worked out again.
  sum(sum, at, measure, scope, sign) {
    const ways = sum.way === "just" || sign ? ["just", ...WAYS[measure]] : WAYS[measure];
    const way = this.select(`${at}/way`, this.words.compute, sum.way, ways.map((id) => ({ id, words: this.words[`way_${id}`] })), (value) => {
      for (const part of Object.keys(sum)) delete sum[part];
      Object.assign(sum, { way: value, parts: [] }, ROUNDING.has(value) ? { places: 0 } : {}, value === "if" ? { when: { joint: "and", tests: [freshTest()] } } : {});
    });
    const line = [...(sign ? [element("span", { class: "rules__word" }, sign)] : []), way];
    if (OVER_ITEMS.has(sum.way) || sum.way === "count") {
      const groups = [...this.terms.groups].map(([id, one]) => ({ id, words: one.words }));
      line.push(this.select(`${at}/group`, this.words.way_count, sum.group ?? "", groups, (value) => { sum.group = value; sum.parts = []; delete sum.held; }, this.words.pick_value));
    }
    const parts = sum.way === "count" || sum.way === "today" ? [] : this.parts(sum, at, measure, scope);
    const below = sum.way === "count" ? this.counted(sum, at, scope) : [];
    if (sum.way === "if") below.push(this.conditions(sum.when, `${at}/when`, this.words.if, scope), element("div", { class: "rules__line" }, ...parts));
    else line.push(...parts);
    if (ROUNDING.has(sum.way)) line.push(this.places(sum, at));
    return element("div", { class: sign ? "rules__formula" : "rules__formula rules__formula--inner" }, element("div", { class: "rules__line" }, ...line), ...below);
  }

  counted(sum, at, scope) {
    if (!sum.group) return [];
    if (sum.held) return [element("div", { class: "rules__nested" }, this.conditions(sum.held, `${at}/held`, this.words.where, { ...scope, group: sum.group }))];
    const more = () => { sum.held = { joint: "and", tests: [freshTest()] }; this.changed(); };
    return [element("button", { type: "button", class: "rules__add", "data-at": `${at}/held/add`, on: { click: more } }, `＋ ${this.words.only_where}`)];
  }

  places(sum, at) {
    const options = [0, 1, 2, 3, 4].map((count) => ({ id: String(count), words: this.words.places.replace("{n}", count) }));
    return this.select(`${at}/places`, this.words.way_round, String(sum.places), options, (value) => { sum.places = Number(value); });
  }

  parts(sum, at, measure, scope) {
    const inner = OVER_ITEMS.has(sum.way) ? { ...scope, group: sum.group } : scope;
    const made = sum.parts.flatMap((part, place) => [...this.between(sum, place), this.part(sum, place, `${at}/${place}`, this.measured(sum.way, place, measure), inner)]);
    const isFull = (ONE_PART.has(sum.way) && sum.parts.length > 0) || (TWO_PARTS.has(sum.way) && sum.parts.length > 1) || (OVER_ITEMS.has(sum.way) && !sum.group);
    if (!isFull) made.push(...(sum.parts.length < 2 ? this.between(sum, sum.parts.length) : []), this.part(sum, sum.parts.length, `${at}/more`, this.measured(sum.way, sum.parts.length, measure), inner));
    return made;
  }

  // The word before a part, where its place says what it is for.
  between(sum, place) {
    const words = { if: [this.words.then, this.words.otherwise], days: [this.words.from, this.words.to], months: [this.words.from, this.words.to], years: [this.words.from, this.words.to], date_add: [this.words.from, this.words.after_days] }[sum.way]?.[place];
    const sign = place && { "+": "＋", "-": "－", "*": "×", "/": "÷" }[sum.way];
    return words || sign ? [element("span", {}, words || sign)] : [];
  }

  measured(way, place, measure) {
    if (way === "date_add") return place ? "number" : "day";
    if (["days", "months", "years"].includes(way)) return "day";
    return way === "if" || way === "just" ? measure : "number";
  }

  part(sum, place, at, measure, scope) {
    const part = sum.parts[place];
    const kinds = NAMED[sum.way] ?? (measure === "day" ? ["date"] : ["number", "money"]);
    const within = (one) => (OVER_ITEMS.has(sum.way) ? one.group === scope.group : !one.group || one.group === scope.group);
    const answers = this.terms.all.filter((one) => kinds.includes(one.kind) && within(one) && !scope.targets.includes(one.name.replace("item.", ""))).map((one) => ({ id: one.name, words: one.words }));
    const worked = NAMED[sum.way] ? [] : [...(measure === "day" ? [{ id: "#today", words: this.words.today }, { id: "#day", words: this.words.a_day }] : [{ id: "#number", words: this.words.number }]), { id: FORMULA, words: this.words.formula }];
    const fresh = { "#number": 0, "#today": { way: "today", parts: [] }, "#day": { way: "day", value: "", parts: [] }, [FORMULA]: freshSum(measure) };
    const chosen = typeof part === "string" ? part : typeof part === "number" ? "#number" : part === undefined ? "" : { today: "#today", day: "#day" }[part.way] ?? FORMULA;
    const heard = (value) => {
      if (value) sum.parts[place] = value in fresh ? fresh[value] : value;
      else sum.parts.splice(place, 1);
    };
    const select = this.select(at, this.words.pick_question, chosen, [...answers, ...worked], heard, part !== undefined ? this.words.remove : place > 1 ? "＋" : this.words.pick_question);
    if (chosen === "#number") return element("span", { class: "rules__part" }, select, this.constant(part, at, "number", (value) => { sum.parts[place] = Number(value); }));
    if (chosen === "#day") return element("span", { class: "rules__part" }, select, this.constant(part.value, at, "date", (value) => { part.value = value; }));
    if (chosen === FORMULA) return element("span", { class: "rules__part" }, select, this.sum(part, `${at}/in`, measure, scope, ""));
    return select;
  }

  constant(value, at, type, set) {
    const made = element("input", { type, step: type === "number" ? "any" : undefined, "aria-label": this.words.a_value, "data-at": `${at}/value`, on: { input: (event) => { set(event.target.value); this.keep(); } } });
    made.value = value;
    return made;
  }
}

for (const root of document.querySelectorAll("[data-rules]")) new Builder(root).begin();
