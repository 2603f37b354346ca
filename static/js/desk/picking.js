// Rules by picking: what the editor's questions are, and every rule as picks from lists and back.
// `picksOf` of a rule that lists cannot express is null; `ruleOf` of picks gives the same tree.

const ITEM = "item.";
const END = "end";
const ID_LENGTH = 8;
const KEY_LENGTH = 12;
const FIRST = "first";
const keyOf = (id) => `f${id.replaceAll("-", "").slice(0, KEY_LENGTH)}`;

// ---- what the editor holds, saved or not ----

function children(values, name) {
  const count = Number(values.get(`${name}-count`) ?? 0);
  const found = [];
  for (let place = 0; place < count; place += 1) {
    const at = `${name}-${place}`;
    if (values.get(`${at}-deleted`)) continue;
    found.push({ at, order: Number(values.get(`${at}-order`) ?? place), id: values.get(`${at}-id`) || "", type: values.get(`${at}-type`) });
  }
  return found.sort((left, right) => left.order - right.order);
}

function listed(values, name, words) {
  return children(values, name).map(({ at, id }) => ({ id: id.slice(0, ID_LENGTH), words: words(at) }));
}

function field(values, { at, id, type }, otherWords) {
  const value = `${at}-value`;
  const text = (name) => (values.get(`${value}-${name}`) ?? "").trim();
  const choices = listed(values, `${value}-choices`, (child) => (values.get(`${child}-value-text`) ?? "").trim());
  choices.push(...listed(values, `${value}-slots`, (child) => [values.get(`${child}-value-day`), values.get(`${child}-value-start`)].filter(Boolean).join(" ")));
  if (values.get(`${value}-other`)) choices.push({ id: "other", words: otherWords });
  return {
    key: keyOf(id),
    type,
    words: text("label"),
    choices,
    rows: listed(values, `${value}-rows`, (child) => (values.get(`${child}-value`) ?? "").trim()),
    withArea: Boolean(values.get(`${value}-with_area`)),
    fields: children(values, `${value}-fields`).map((child) => field(values, child, otherWords)),
  };
}

// What stands in the form as it is being written: `entries` are names and values of its inputs.
export function outlineOf(entries, otherWords = "other") {
  const values = new Map(entries);
  const steps = [];
  const sections = [];
  const fields = [];
  let step = { id: FIRST, words: "" };
  let isOpen = false;
  for (const child of children(values, "questions")) {
    const title = (values.get(`${child.at}-value-title`) ?? "").trim();
    if (child.type === "step") {
      step = { id: child.id, words: title };
      isOpen = false;
    } else if (child.type === "section") {
      sections.push({ id: child.id, words: title });
    } else {
      if (!isOpen) steps.push(step);
      isOpen = true;
      fields.push({ ...field(values, child, otherWords), step: step.id });
    }
  }
  return { steps, sections, fields };
}

// Every answer that conditions can speak of: reference, words, kind, choices, and its group.
export function subjectsOf(outline, catalogue) {
  const found = [];
  const add = (one, number, prefix, group) => {
    const kind = catalogue.kinds[one.type];
    if (!kind || kind === "nothing") return;
    const words = `${number}. ${one.words}`;
    found.push({ name: `${prefix}${one.key}`, words, kind, choices: one.choices, group, type: one.type });
    for (const [part, partKind] of Object.entries(catalogue.parts[one.type] ?? {})) {
      if (part === "area" && !one.withArea) continue;
      found.push({ name: `${prefix}${one.key}.${part}`, words: `${words} · ${catalogue.part_words[part] ?? part}`, kind: partKind, choices: [], group, type: one.type });
    }
    if (one.type === "matrix") {
      for (const row of one.rows) found.push({ name: `${prefix}${one.key}.${row.id}`, words: `${words} · ${row.words}`, kind: "choice", choices: one.choices, group, type: one.type });
    }
  };
  outline.fields.forEach((one, place) => {
    add(one, place + 1, "", "");
    one.fields.forEach((inner, below) => add(inner, `${place + 1}.${below + 1}`, ITEM, one.key));
  });
  return found;
}

// What can be said of the items of a group together: “some item: its age”. Such a subject stands for
// the answer of an item within `some`, `all`, or neither, and is named `some:group:item.key`.
const QUANTIFIERS = ["some", "all", "none"];
const MARK = ":";

export function quantifiedOf(all, outline, catalogue) {
  const titles = new Map(outline.fields.map((one, place) => [one.key, `${place + 1}. ${one.words}`]));
  return all.filter((subject) => subject.group).flatMap((subject) => QUANTIFIERS.map((quantifier) => ({
    ...subject,
    name: [quantifier, subject.group, subject.name].join(MARK),
    words: `${titles.get(subject.group)} · ${catalogue.quantifiers[quantifier]} · ${subject.words}`,
    group: "",
    quantifier,
  })));
}

// ---- rules as picks, and back ----

const operatorOf = (tree) => (tree && typeof tree === "object" && !Array.isArray(tree) ? Object.keys(tree)[0] : "");
const nameOf = (tree) => (operatorOf(tree) === "var" ? tree.var : null);
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
const isToday = (tree) => same(tree, { today: [] });
const COMPARABLE = new Set(["number", "day", "time"]);
const SUMS = new Set(["+", "-", "*", "/"]);
const OVER = new Set(["sum", "min", "max"]);

function fits(value, saying, subject) {
  const known = new Set(subject.choices.map((choice) => choice.id));
  switch (saying.takes) {
    case "nothing": return value === undefined;
    case "number": return typeof value === "number";
    case "yes_no": return typeof value === "boolean";
    case "choice": return typeof value === "string" && known.has(value);
    case "choices": return Array.isArray(value) && value.length > 0 && value.every((one) => known.has(one));
    case "day": return isToday(value) || (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value));
    default: return typeof value === "string";
  }
}

function quantifiedTest(tree, terms) {
  const isNone = operatorOf(tree) === "!";
  const core = isNone ? tree["!"][0] : tree;
  const quantifier = operatorOf(core);
  if (quantifier !== "some" && (isNone || quantifier !== "all")) return null;
  const test = testOf(core[quantifier][1], terms);
  if (!test || test.other) return null;
  const name = [isNone ? "none" : quantifier, nameOf(core[quantifier][0]), test.name].join(MARK);
  return terms.subjects.has(name) ? { ...test, name } : null;
}

function testOf(tree, terms) {
  const ofItems = quantifiedTest(tree, terms);
  if (ofItems) return ofItems;
  const negated = operatorOf(tree) === "!";
  const inner = negated ? tree["!"][0] : tree;
  const operator = operatorOf(inner);
  const [left, value] = operator && Array.isArray(inner[operator]) ? inner[operator] : [];
  const subject = terms.subjects.get(nameOf(left));
  const saying = subject && terms.sayings(subject.kind).find((one) => one.operator === operator && one.negated === negated);
  if (!saying) return null;
  const other = nameOf(value);
  if (other !== null) {
    const beside = terms.subjects.get(other);
    const compares = beside && COMPARABLE.has(saying.takes) && terms.sayings(beside.kind).some((one) => one.takes === saying.takes);
    return compares ? { name: subject.name, operator, negated, value: null, other } : null;
  }
  return fits(value, saying, subject) ? { name: subject.name, operator, negated, value: value ?? null, other: "" } : null;
}

// `{ joint, tests }` of a condition, null when lists cannot say it.
export function testsOf(tree, terms) {
  if (tree === undefined || tree === null) return { joint: "and", tests: [] };
  const operator = operatorOf(tree);
  const joint = operator === "or" ? "or" : "and";
  const parts = operator === "and" || operator === "or" ? tree[operator] : [tree];
  const tests = parts.map((part) => testOf(part, terms));
  if (tests.includes(null) || (parts[0] !== tree && parts.length < 2)) return null;
  return { joint, tests };
}

function testTree(test) {
  const [quantifier, group, name] = test.name.split(MARK);
  if (name) {
    const inner = testTree({ ...test, name });
    const tree = { [quantifier === "all" ? "all" : "some"]: [{ var: group }, inner] };
    return quantifier === "none" ? { "!": [tree] } : tree;
  }
  const value = test.other ? { var: test.other } : test.value;
  const takesNothing = test.operator === "answered";
  const found = { [test.operator]: takesNothing ? [{ var: test.name }] : [{ var: test.name }, value] };
  return test.negated ? { "!": [found] } : found;
}

export function conditionOf({ joint, tests }) {
  if (!tests.length) return undefined;
  const trees = tests.map(testTree);
  return trees.length === 1 ? trees[0] : { [joint]: trees };
}

const termOf = (tree, terms) => {
  if (typeof tree === "number") return tree;
  const subject = terms.subjects.get(nameOf(tree));
  return subject && (subject.kind === "number" || subject.kind === "money") ? subject.name : null;
};

// `a + (b + c)` and `(a + b) + c` are one list of three.
function flat(tree) {
  const operator = operatorOf(tree);
  if (operator !== "+" && operator !== "*") return tree;
  return { [operator]: tree[operator].map(flat).flatMap((part) => (operatorOf(part) === operator ? part[operator] : [part])) };
}

// How a computed value is made, of the ways that lists offer; null for any other.
export function sumOf(nested, terms) {
  const tree = flat(nested);
  const operator = operatorOf(tree);
  const given = operator ? tree[operator] : null;
  if (!Array.isArray(given)) return null;
  if (SUMS.has(operator) && given.length >= 2) {
    const parts = given.map((part) => termOf(part, terms));
    if (!parts.includes(null)) return { way: operator, parts };
  }
  if (operator === "count" && given.length === 1 && nameOf(given[0])) return { way: "count", group: given[0].var, parts: [] };
  if (OVER.has(operator) && nameOf(given[0])) {
    const factors = operatorOf(given[1]) === "*" ? given[1]["*"] : [given[1]];
    const parts = factors.map((part) => termOf(part, terms));
    if (!parts.includes(null) && parts.every((part) => typeof part === "string" && part.startsWith(ITEM))) return { way: operator, group: given[0].var, parts };
  }
  const scored = operator === "+" ? given : [tree];
  if (scored.every((part) => operatorOf(part) === "score" && terms.subjects.has(nameOf(part.score[0])))) return { way: "score", parts: scored.map((part) => part.score[0].var) };
  return ageOf(tree, terms) ?? daysOf(tree, terms);
}

function daysOf(tree, terms) {
  if (operatorOf(tree) !== "date_diff" || tree.date_diff[2] !== "days") return null;
  const parts = tree.date_diff.slice(0, 2).map(nameOf);
  return parts.every((part) => terms.subjects.get(part)?.kind === "date") ? { way: "days", parts } : null;
}

function ageOf(tree, terms) {
  if (operatorOf(tree) !== "date_diff" || !isToday(tree.date_diff[1]) || tree.date_diff[2] !== "years") return null;
  const born = tree.date_diff[0];
  const name = operatorOf(born) === "birth_date" ? nameOf(born.birth_date[0]) : nameOf(born);
  const kind = terms.subjects.get(name)?.kind;
  return kind === (operatorOf(born) === "birth_date" ? "id_number" : "date") ? { way: "age", parts: [name] } : null;
}

const termTree = (part) => (typeof part === "number" ? part : { var: part });

export function formulaOf({ way, group, parts }, terms) {
  if (way === "count") return group ? { count: [{ var: group }] } : null;
  if (!parts.length) return null;
  if (way === "age") {
    const born = { var: parts[0] };
    const isNumber = terms.subjects.get(parts[0])?.kind === "id_number";
    return { date_diff: [isNumber ? { birth_date: [born] } : born, { today: [] }, "years"] };
  }
  if (way === "days") return parts.length === 2 ? { date_diff: [{ var: parts[0] }, { var: parts[1] }, "days"] } : null;
  const trees = parts.map((part) => (way === "score" ? { score: [{ var: part }] } : termTree(part)));
  if (way === "score") return trees.length === 1 ? trees[0] : { "+": trees };
  if (OVER.has(way)) return group ? { [way]: [{ var: group }, trees.length === 1 ? trees[0] : { "*": trees }] } : null;
  return trees.length >= 2 && (way === "+" || way === "*" || trees.length === 2) ? { [way]: trees } : null;
}

// What the lists of a form offer: subjects by name, and what can be said of each kind.
export function termsOf(outline, catalogue) {
  const all = subjectsOf(outline, catalogue);
  const conditions = [...all, ...quantifiedOf(all, outline, catalogue)];
  return {
    all,
    conditions,
    subjects: new Map(conditions.map((subject) => [subject.name, subject])),
    sayings: (kind) => [...(catalogue.sayings[kind] ?? []), ...catalogue.sayings.always],
  };
}

// A rule as picks; null when only text can say it. Nothing of the rule is lost on the way back.
export function picksOf(rule, terms) {
  const when = testsOf(rule.when, terms);
  if (!when) return null;
  const picks = { id: rule.id, kind: rule.kind, targets: [...rule.targets], ...when, from: rule.from ?? "", message: rule.message ?? "" };
  if (rule.kind === "check") {
    const held = testsOf(rule.value, terms);
    if (!held || !held.tests.length) return null;
    picks.held = held;
  }
  if (rule.kind === "compute") {
    picks.sum = sumOf(rule.value, terms);
    if (!picks.sum) return null;
  }
  const plain = rule.kind === "compute" ? { ...rule, value: flat(rule.value) } : rule;
  return same(ruleOf(picks, terms), plain) ? picks : null;
}

const isWhole = ({ tests }, terms) => tests.every((test) => {
  const subject = terms.subjects.get(test.name);
  const saying = subject && terms.sayings(subject.kind).find((one) => one.operator === test.operator && one.negated === test.negated);
  if (!saying) return false;
  return test.other ? terms.subjects.has(test.other) : fits(test.value ?? undefined, saying, subject);
});

// The rule that picks say; null while something is still to be picked.
export function ruleOf(picks, terms) {
  const { id, kind, targets } = picks;
  const needsCondition = kind === "show" || kind === "hide" || kind === "require";
  if (!targets.length || !isWhole(picks, terms) || (needsCondition && !picks.tests.length)) return null;
  const rule = { id, kind, targets: [...targets] };
  const when = conditionOf(picks);
  if (when !== undefined) rule.when = when;
  if (kind === "check") {
    if (!picks.held.tests.length || !isWhole(picks.held, terms)) return null;
    rule.value = conditionOf(picks.held);
  }
  if (kind === "compute") {
    rule.value = formulaOf(picks.sum, terms);
    if (rule.value === null) return null;
  }
  if (kind === "skip") {
    if (!picks.from) return null;
    rule.from = picks.from;
  }
  if (kind === "check" && picks.message) rule.message = picks.message;
  return rule;
}

// The rule that an entry is kept as: the one it came with until its picks say something else.
export function keptOf(picks, rule, terms) {
  if (rule && same(picksOf(rule, terms), picks)) return rule;
  return ruleOf(picks, terms);
}

// What a rule can be about: fields, and for showing sections and steps; of one group at a time.
export function targetsOf(kind, outline, catalogue, taken = []) {
  if (kind === "skip") return [...outline.steps.slice(1).map((step, place) => ({ id: step.id, words: step.words, step: place + 2 })), { id: END, words: "" }];
  const found = [];
  outline.fields.forEach((one, place) => {
    const add = (target, number, group) => {
      const answered = catalogue.kinds[target.type] !== "nothing";
      const fits = { compute: target.type === "computed", require: answered && target.type !== "computed", check: answered }[kind] ?? true;
      if (fits) found.push({ id: target.key, words: `${number}. ${target.words}`, group });
    };
    add(one, place + 1, "");
    one.fields.forEach((inner, below) => add(inner, `${place + 1}.${below + 1}`, one.key));
  });
  if (kind === "show" || kind === "hide") {
    found.push(...outline.sections.map((section) => ({ id: section.id, words: section.words, group: "" })));
    found.push(...outline.steps.map((step, place) => ({ id: step.id, words: step.words, step: place + 1, group: "" })));
  }
  const first = found.find((target) => target.id === taken[0]);
  return first ? found.filter((target) => target.group === first.group) : found;
}

// The group whose items a rule speaks of, empty for none: its conditions may name their answers.
export function groupOf(targets, outline) {
  const group = outline.fields.find((one) => one.fields.some((inner) => targets.includes(inner.key)));
  return group ? group.key : "";
}
