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
// A condition is `{ joint, tests }`. A test names an answer, or begins with #: `#group` holds further
// tests, `#formula` compares what is worked out, `#some:key` and the like speak of a group's items.
// What is worked out is `{ way, parts }`; a part is a number, the name of an answer, or worked out.

export const GROUP = "#group";
export const FORMULA = "#formula";
const operatorOf = (tree) => (tree && typeof tree === "object" && !Array.isArray(tree) ? Object.keys(tree)[0] : "");
const nameOf = (tree) => (operatorOf(tree) === "var" ? tree.var : null);
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
const isToday = (tree) => same(tree, { today: [] });
const isDay = (text) => typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text);
const isTime = (text) => typeof text === "string" && /^\d\d:\d\d$/.test(text);
const isText = (text) => typeof text === "string" && text !== "";
const isNumber = (found) => typeof found === "number" && Number.isFinite(found);
const COMPARABLE = new Set(["number", "day", "time", "text", "area", "yes_no"]);
const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" };
const JOINTS = new Set(["and", "or"]);
const FLAT = new Set(["+", "*", "and", "or"]);
const OVER = new Set(["sum", "min", "max"]);
const MANY_PARTS = new Set(["+", "*", "least", "greatest"]);
const TWO_PARTS = new Set(["-", "/"]);
const ROUNDING = new Set(["round", "floor", "ceil"]);
const UNITS = new Set(["days", "months", "years"]);
const DAY_WAYS = new Set(["date_add", "birth", "today", "day"]);
const MEASURED = new Set(["number", "money", "date"]);
const MOST_PLACES = 10;
const EACH = { numbers: isNumber, texts: isText, days: isDay, times: isTime, areas: isText };

// Whether what an answer is compared with may be another answer, or worked out.
export const isComparable = (saying) => COMPARABLE.has(saying.takes) && saying.operator !== "within";
export const isWorkedOut = (saying) => saying.takes === "number" || saying.takes === "day";

const hasConditionAt = (operator, place) => operator === "!" || JOINTS.has(operator) || (place === 1 && ["some", "all", "count"].includes(operator)) || (place === 0 && operator === "if");
const isLiteral = (tree) => typeof tree !== "object" || isToday(tree);

// One of the writings of a formula that mean the same: `a + (b + c)` and `(a + b) + c` are one list of
// three, `5 < a` is `a > 5`, and a yes-or-no answer that stands alone is compared with yes.
function plainOf(tree, isCondition = false) {
  if (Array.isArray(tree)) return tree.map((entry) => plainOf(entry));
  const operator = operatorOf(tree);
  if (operator === "var") return isCondition ? { "==": [tree, true] } : tree;
  if (!operator || !Array.isArray(tree[operator])) return tree;
  let given = tree[operator].map((entry, place) => plainOf(entry, hasConditionAt(operator, place)));
  if (FLAT.has(operator)) given = given.flatMap((part) => (operatorOf(part) === operator ? part[operator] : [part]));
  const [first, second] = given;
  if (JOINTS.has(operator) && given.length === 1) return first;
  if (operator === "!" && operatorOf(first) === "==" && first["=="][1] === true) return { "==": [first["=="][0], false] };
  if (operator === "-" && given.length === 1) return { "-": [0, first] };
  if (MIRRORED[operator] && isLiteral(first) && !isLiteral(second)) return { [MIRRORED[operator]]: [second, first] };
  return { [operator]: given };
}

function plainRule(rule) {
  const found = { ...rule };
  if (rule.when !== undefined) found.when = plainOf(rule.when, true);
  if (rule.value !== undefined) found.value = plainOf(rule.value, rule.kind === "check");
  return found;
}

function fits(value, saying, subject) {
  const known = new Set(subject.choices.map((choice) => choice.id));
  const each = EACH[saying.takes];
  if (each) return Array.isArray(value) && value.length > 0 && value.every(each);
  switch (saying.takes) {
    case "nothing": return value === undefined;
    case "number": return isNumber(value);
    case "yes_no": return typeof value === "boolean";
    case "choice": return typeof value === "string" && known.has(value);
    case "choices": return Array.isArray(value) && value.length > 0 && value.every((one) => known.has(one));
    case "day": return isToday(value) || isDay(value);
    case "time": return isTime(value);
    default: return isText(value);
  }
}

// What stands behind the verb of a test: a value, another answer, or something worked out.
function heldAgainst(value, saying, subject, terms) {
  const other = nameOf(value);
  if (other !== null) {
    const beside = terms.subjects.get(other);
    const compares = beside && isComparable(saying) && terms.sayings(beside.kind).some((one) => one.takes === saying.takes);
    return compares ? { value: null, other } : null;
  }
  if (fits(value, saying, subject)) return { value: value ?? null, other: "" };
  const right = isWorkedOut(saying) ? sumOf(value, terms) : null;
  return right && measureOf(right, terms) === saying.takes ? { value: null, other: "", right } : null;
}

function itemsTest(tree, terms) {
  const isNone = operatorOf(tree) === "!";
  const core = isNone ? tree["!"][0] : tree;
  const operator = operatorOf(core);
  if (operator !== "some" && (isNone || operator !== "all")) return null;
  const quantifier = isNone ? "none" : operator;
  const group = nameOf(core[operator][0]);
  const held = testsOf(core[operator][1], terms);
  if (!held || !terms.groups.has(group)) return null;
  const [test] = held.tests;
  const name = [quantifier, group, test.name].join(MARK);
  const isPlain = held.tests.length === 1 && !test.other && !test.right && test.name.startsWith(ITEM);
  if (isPlain && terms.subjects.has(name)) return { ...test, name };
  return { name: `#${quantifier}${MARK}${group}`, ...held };
}

function answerTest(tree, terms) {
  const negated = operatorOf(tree) === "!";
  const inner = negated ? tree["!"][0] : tree;
  const operator = operatorOf(inner);
  const [left, value] = operator && Array.isArray(inner[operator]) ? inner[operator] : [];
  const subject = terms.subjects.get(nameOf(left));
  const saying = subject && terms.sayings(subject.kind).find((one) => one.operator === operator && one.negated === negated);
  const held = saying && heldAgainst(value, saying, subject, terms);
  return held ? { name: subject.name, operator, negated, ...held } : null;
}

const NO_SUBJECT = { choices: [] };

function formulaTest(tree, terms) {
  const operator = operatorOf(tree);
  if (!MIRRORED[operator]) return null;
  const left = sumOf(tree[operator][0], terms);
  const saying = left && terms.sayings(kindOf(left, terms)).find((one) => one.operator === operator && !one.negated);
  const held = saying && heldAgainst(tree[operator][1], saying, NO_SUBJECT, terms);
  return held ? { name: FORMULA, left, operator, negated: false, ...held } : null;
}

function groupTest(tree, terms) {
  const negated = operatorOf(tree) === "!";
  const inner = negated ? tree["!"][0] : tree;
  if (!negated && !JOINTS.has(operatorOf(inner))) return null;
  const held = testsOf(inner, terms);
  if (!held) return null;
  const joint = negated && held.tests.length === 1 ? "or" : held.joint;
  return { name: GROUP, negated, joint, tests: held.tests };
}

const testOf = (tree, terms) => itemsTest(tree, terms) ?? answerTest(tree, terms) ?? formulaTest(tree, terms) ?? groupTest(tree, terms);

// `{ joint, tests }` of a plain condition, null when lists cannot say it.
export function testsOf(tree, terms) {
  if (tree === undefined || tree === null) return { joint: "and", tests: [] };
  const operator = operatorOf(tree);
  const joint = operator === "or" ? "or" : "and";
  const tests = (JOINTS.has(operator) ? tree[operator] : [tree]).map((part) => testOf(part, terms));
  return tests.includes(null) ? null : { joint, tests };
}

function heldTree(test, saying, subject, terms) {
  if (saying.takes === "nothing") return [];
  if (test.right) return [formulaOf(test.right, terms)];
  if (test.other) return [terms.subjects.has(test.other) ? { var: test.other } : null];
  return [fits(test.value ?? undefined, saying, subject) ? test.value : null];
}

function itemsTree(quantifier, group, inner) {
  if (!inner || !group) return null;
  const tree = { [quantifier === "all" ? "all" : "some"]: [{ var: group }, inner] };
  return quantifier === "none" ? { "!": [tree] } : tree;
}

// The condition that a test says, null while something is still to be picked.
function testTree(test, terms) {
  if (test.name === GROUP) {
    const inner = conditionOf(test, terms);
    return inner && test.negated ? { "!": [inner] } : inner || null;
  }
  const [quantifier, group, name] = test.name.split(MARK);
  if (quantifier.startsWith("#") && group) return itemsTree(quantifier.slice(1), group, conditionOf(test, terms));
  if (name) return itemsTree(quantifier, group, testTree({ ...test, name }, terms));
  const left = test.name === FORMULA ? formulaOf(test.left, terms) : { var: test.name };
  const subject = test.name === FORMULA ? NO_SUBJECT : terms.subjects.get(test.name);
  const kind = test.name === FORMULA ? kindOf(test.left, terms) : subject?.kind;
  const saying = terms.sayings(kind).find((one) => one.operator === test.operator && one.negated === test.negated);
  if (!left || !subject || !saying) return null;
  const given = [left, ...heldTree(test, saying, subject, terms)];
  if (given.includes(null)) return null;
  const found = { [test.operator]: given };
  return test.negated ? { "!": [found] } : found;
}

// The condition of some tests: undefined for none, null while one of them is not finished.
export function conditionOf({ joint, tests }, terms) {
  const trees = tests.map((test) => testTree(test, terms));
  if (trees.includes(null)) return null;
  return trees.length > 1 ? { [joint]: trees } : trees[0];
}

// ---- what is worked out ----

export function kindOf(part, terms) {
  if (typeof part === "number") return "number";
  if (typeof part === "string") return terms.subjects.get(part)?.kind ?? "";
  if (part.way === "if" || part.way === "just") return part.parts.length ? kindOf(part.parts[0], terms) : "number";
  return DAY_WAYS.has(part.way) ? "date" : "number";
}

export const measureOf = (part, terms) => (kindOf(part, terms) === "date" ? "day" : "number");

function partOf(tree, terms) {
  if (typeof tree === "number") return tree;
  const name = nameOf(tree);
  if (name !== null) return MEASURED.has(terms.subjects.get(name)?.kind) ? name : null;
  if (isDay(tree)) return { way: "day", value: tree, parts: [] };
  return sumOf(tree, terms);
}

const whole = (found) => (found.parts.includes(null) ? null : found);
const partsOf = (trees, terms) => trees.map((tree) => partOf(tree, terms));
const namesOf = (trees, terms) => trees.map((tree) => (terms.subjects.has(nameOf(tree)) ? tree.var : null));

function scored(tree, terms) {
  const given = operatorOf(tree) === "+" ? tree["+"] : [tree];
  if (!given.every((part) => operatorOf(part) === "score")) return null;
  return whole({ way: "score", parts: namesOf(given.map((part) => part.score[0]), terms) });
}

function overItems(way, given, terms) {
  const group = nameOf(given[0]);
  if (!terms.groups.has(group)) return null;
  if (way === "count") {
    if (given.length === 1) return { way, group, parts: [] };
    const held = testsOf(given[1], terms);
    return held && { way, group, held, parts: [] };
  }
  const factors = operatorOf(given[1]) === "*" ? given[1]["*"] : [given[1]];
  return whole({ way, group, parts: partsOf(factors, terms) });
}

function apart(given, terms) {
  const [from, to, unit] = given;
  const isNumber = operatorOf(from) === "birth_date";
  const name = nameOf(isNumber ? from.birth_date[0] : from);
  const kind = terms.subjects.get(name)?.kind;
  if (unit === "years" && isToday(to) && kind === (isNumber ? "id_number" : "date")) return { way: "age", parts: [name] };
  return UNITS.has(unit) ? whole({ way: unit, parts: partsOf([from, to], terms) }) : null;
}

// How something is worked out, of the ways that lists offer; null for any other.
export function sumOf(tree, terms) {
  const way = operatorOf(tree);
  const given = way ? tree[way] : null;
  if (!Array.isArray(given)) return null;
  const scores = scored(tree, terms);
  if (scores) return scores;
  if (MANY_PARTS.has(way) || TWO_PARTS.has(way)) return whole({ way, parts: partsOf(given, terms) });
  if (ROUNDING.has(way)) return whole({ way, places: given[1], parts: partsOf([given[0]], terms) });
  if (OVER.has(way) || way === "count") return overItems(way, given, terms);
  if (way === "date_diff") return apart(given, terms);
  if (way === "date_add") return whole({ way, parts: partsOf(given, terms) });
  if (way === "today") return { way, parts: [] };
  if (way === "birth_date") return whole({ way: "birth", parts: namesOf(given, terms) });
  if (way === "chosen") return whole({ way, parts: namesOf(given, terms) });
  if (way === "if") {
    const when = testsOf(given[0], terms);
    return when && whole({ way, when, parts: partsOf(given.slice(1), terms) });
  }
  return null;
}

// A value that is taken over as it is can be computed as well.
function computedOf(tree, terms) {
  const part = partOf(tree, terms);
  return part === null || (typeof part === "object" && part.way !== "day") ? part : { way: "just", parts: [part] };
}

function partTree(part, terms) {
  if (typeof part === "number") return Number.isFinite(part) ? part : null;
  if (typeof part === "string") return terms.subjects.has(part) ? { var: part } : null;
  return formulaOf(part, terms);
}

const ageOf = (name, terms) => ({ date_diff: [terms.subjects.get(name)?.kind === "id_number" ? { birth_date: [{ var: name }] } : { var: name }, { today: [] }, "years"] });

const WRITTEN = {
  count: ({ group, held }, _trees, terms) => {
    if (!group) return null;
    const inner = held ? conditionOf(held, terms) : undefined;
    return inner === null ? null : { count: [{ var: group }, ...(inner === undefined ? [] : [inner])] };
  },
  today: () => ({ today: [] }),
  day: ({ value }) => (isDay(value) ? value : null),
  just: (_sum, trees) => (trees.length === 1 ? trees[0] : null),
  age: ({ parts }, trees, terms) => (trees.length === 1 ? ageOf(parts[0], terms) : null),
  birth: (_sum, trees) => (trees.length === 1 ? { birth_date: trees } : null),
  chosen: (_sum, trees) => (trees.length === 1 ? { chosen: trees } : null),
  date_add: (_sum, trees) => (trees.length === 2 ? { date_add: trees } : null),
  score: (_sum, trees) => {
    const scores = trees.map((tree) => ({ score: [tree] }));
    return scores.length > 1 ? { "+": scores } : scores[0] ?? null;
  },
  if: ({ when }, trees, terms) => {
    const condition = when ? conditionOf(when, terms) : null;
    return condition && trees.length === 2 ? { if: [condition, ...trees] } : null;
  },
};

// The formula that picks say, null while something is still to be picked.
export function formulaOf(sum, terms) {
  const { way, group } = sum;
  const trees = sum.parts.map((part) => partTree(part, terms));
  if (trees.includes(null)) return null;
  if (WRITTEN[way]) return WRITTEN[way](sum, trees, terms);
  if (UNITS.has(way)) return trees.length === 2 ? { date_diff: [...trees, way] } : null;
  if (ROUNDING.has(way)) return trees.length === 1 && Number.isInteger(sum.places) && sum.places >= 0 && sum.places <= MOST_PLACES ? { [way]: [trees[0], sum.places] } : null;
  if (OVER.has(way)) return group && trees.length ? { [way]: [{ var: group }, trees.length === 1 ? trees[0] : { "*": trees }] } : null;
  return trees.length === 2 || (trees.length > 2 && MANY_PARTS.has(way)) ? { [way]: trees } : null;
}

// What the lists of a form offer: subjects by name, and what can be said of each kind.
export function termsOf(outline, catalogue) {
  const all = subjectsOf(outline, catalogue);
  const conditions = [...all, ...quantifiedOf(all, outline, catalogue)];
  return {
    all,
    conditions,
    subjects: new Map(conditions.map((subject) => [subject.name, subject])),
    groups: new Map(outline.fields.map((one, place) => [one.key, { ...one, words: `${place + 1}. ${one.words}` }]).filter(([, one]) => one.fields.length)),
    sayings: (kind) => [...(catalogue.sayings[kind] ?? []), ...(kind ? catalogue.sayings.always : [])],
  };
}

// A rule as picks; null when only text can say it. Nothing of the rule is lost on the way back.
export function picksOf(found, terms) {
  const rule = plainRule(found);
  const when = testsOf(rule.when, terms);
  if (!when) return null;
  const picks = { id: rule.id, kind: rule.kind, targets: [...rule.targets], ...when, from: rule.from ?? "", message: rule.message ?? "" };
  if (rule.kind === "check") {
    const held = testsOf(rule.value, terms);
    if (!held || !held.tests.length) return null;
    picks.held = held;
  }
  if (rule.kind === "compute") {
    picks.sum = computedOf(rule.value, terms);
    if (!picks.sum) return null;
  }
  if (rule.kind === "offer") picks.choices = [...(rule.choices ?? [])];
  const back = ruleOf(picks, terms);
  return back && same(plainRule(back), rule) ? picks : null;
}

// The rule that picks say; null while something is still to be picked.
export function ruleOf(picks, terms) {
  const { id, kind, targets } = picks;
  const when = conditionOf(picks, terms);
  const needsCondition = ["show", "hide", "require", "offer"].includes(kind);
  if (!targets.length || when === null || (needsCondition && when === undefined)) return null;
  const rule = { id, kind, targets: [...targets] };
  if (when !== undefined) rule.when = when;
  if (kind === "check") rule.value = conditionOf(picks.held, terms) ?? null;
  if (kind === "compute") rule.value = formulaOf(picks.sum, terms);
  if (rule.value === null || (kind === "skip" && !picks.from)) return null;
  if (kind === "skip") rule.from = picks.from;
  if (kind === "offer") {
    rule.choices = choicesAt(targets[0], terms).map((one) => one.id).filter((id) => picks.choices.includes(id));
    if (!rule.choices.length) return null;
  }
  if (kind === "check" && picks.message) rule.message = picks.message;
  return rule;
}

// What can be chosen in a question, in or outside a group.
export const choicesAt = (key, terms) => (terms.subjects.get(key) ?? terms.subjects.get(`${ITEM}${key}`))?.choices ?? [];

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
      const fits = { compute: target.type === "computed", require: answered && target.type !== "computed", check: answered, offer: catalogue.offered.includes(target.type) }[kind] ?? true;
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
