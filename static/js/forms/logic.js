// Works a form's logic out in the browser, exactly as forms_app/engine/logic does on the server.
// Unknown is null; a number is a BigInt count of 10⁻¹⁰. Nothing here throws, whatever the tree.

const PLACES = 10n;
const ONE = 10n ** PLACES;
const LIMIT = 10n ** 15n * ONE;
const DEEPEST = 40;
const DAY = 86_400_000;
const FURTHEST = 1_000_000n;
const ITEM = "item.";

const own = (thing, key) => (Object.hasOwn(thing, key) ? thing[key] : undefined);
const isMap = (thing) => thing !== null && typeof thing === "object" && !Array.isArray(thing);
const isNumber = (thing) => typeof thing === "bigint";
const isText = (thing) => typeof thing === "string";
const truth = (thing) => (typeof thing === "boolean" ? thing : null);
const within = (value) => (value > -LIMIT && value < LIMIT ? value : null);
const size = (value) => (value < 0n ? -value : value);

function halved(value, by) {
  const sign = value < 0n !== by < 0n ? -1n : 1n;
  const whole = size(by);
  return sign * ((2n * size(value) + whole) / (2n * whole));
}

export function exact(value) {
  if (typeof value !== "number" || !(Math.abs(value) < 1e15)) return null;
  if (Number.isInteger(value)) return BigInt(value) * ONE;
  const [, sign, whole, part = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e(.+))?$/.exec(String(value));
  const digits = BigInt(whole + part);
  const shift = PLACES + BigInt(power) - BigInt(part.length);
  const found = shift >= 0n ? digits * 10n ** shift : halved(digits, 10n ** -shift);
  return sign ? -found : found;
}

function rounded(value, places, way = "round") {
  const unit = 10n ** (PLACES - places);
  const floor = (number) => (number - (((number % unit) + unit) % unit));
  if (way === "floor") return floor(value);
  if (way === "ceil") return -floor(-value);
  return halved(value, unit) * unit;
}

export function jsonNumber(value, places) {
  const near = rounded(value, BigInt(places));
  if (near % ONE === 0n) return size(near / ONE) < 10n ** 15n ? Number(near / ONE) : null;
  if (size(near) >= 10n ** 9n * ONE) return null;
  const digits = String(size(near)).padStart(Number(PLACES) + 1, "0");
  const text = `${digits.slice(0, -Number(PLACES))}.${digits.slice(-Number(PLACES))}`;
  return near < 0n ? -Number(text) : Number(text);
}

const times = (left, right) => within(halved(left * right, ONE));
const divided = (left, right) => (right ? within(halved(left * ONE, right)) : null);

function readDay(text) {
  if (!isText(text) || !/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text)) return null;
  const [year, month, day] = text.split("-").map(Number);
  const moment = new Date(Date.UTC(year, month - 1, day));
  const real = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  return real ? { year, month, day, number: moment.getTime() / DAY } : null;
}

function wholeUnits(first, last, unit) {
  if (unit === "days") return last.number - first.number;
  if (last.number < first.number) return -wholeUnits(last, first, unit);
  const months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day ? 1 : 0);
  return unit === "months" ? months : Math.floor(months / 12);
}

function moved(day, days) {
  if (size(days) > FURTHEST) return null;
  const moment = new Date((day.number + Number(days)) * DAY);
  const year = moment.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? moment.toISOString().slice(0, 10) : null;
}

const choice = (value) => (!isText(value) ? null : value.startsWith("other:") ? "other" : value);

function asKind(value, kind) {
  switch (kind) {
    case "number": return exact(value);
    case "money": {
      const found = exact(value);
      return found === null ? null : divided(found, 100n * ONE);
    }
    case "boolean": return truth(value);
    case "choices": return Array.isArray(value) ? value.map(choice) : null;
    case "items": return Array.isArray(value) ? value.map((entry) => (isMap(entry) ? entry : null)) : null;
    case "choice": return choice(value);
    case "other": return {};
    default: return isText(value) ? value : null;
  }
}

const plainName = (name) => (name.startsWith(ITEM) ? name.slice(ITEM.length) : name);

function split(name) {
  const plain = plainName(name);
  const dot = plain.indexOf(".");
  return dot < 0 ? [plain, ""] : [plain.slice(0, dot), plain.slice(dot + 1)];
}

function answer(name, scope) {
  if (!isText(name)) return null;
  const source = name.startsWith(ITEM) ? scope.item : scope.values;
  const [key, part] = split(name);
  let value = source ? own(source, key) : undefined;
  if (part) value = isMap(value) ? own(value, part) : undefined;
  return value === undefined || value === null ? null : asKind(value, own(scope.terms.kinds, plainName(name)));
}

export function evaluate(tree, scope, depth = 0) {
  if (typeof tree === "boolean" || isText(tree)) return tree;
  if (typeof tree === "number") return exact(tree);
  if (Array.isArray(tree)) return depth < DEEPEST ? tree.map((entry) => evaluate(entry, scope, depth + 1)) : null;
  if (!isMap(tree) || depth > DEEPEST) return null;
  const names = Object.keys(tree);
  if (names.length !== 1) return null;
  const [name] = names;
  const given = tree[name];
  if (name === "var") return answer(given, scope);
  const known = OPERATORS.get(name);
  if (!known || !Array.isArray(given)) return null;
  const [least, most, work, lazy] = known;
  if (given.length < least || given.length > most) return null;
  if (lazy) return work(given, scope, depth + 1);
  return work(given.map((entry) => evaluate(entry, scope, depth + 1)), scope);
}

const same = (left, right) => (typeof left === typeof right && /^(bigint|boolean|string)$/.test(typeof left) ? left === right : null);
const not = (value) => (value === null ? null : !value);
const isPlain = (text) => /^[\x00-\x7f]*$/.test(text);

const ordered = (compare) => ([left, right]) => {
  if (isNumber(left) && isNumber(right)) return compare(left, right);
  return isText(left) && isText(right) && isPlain(left) && isPlain(right) ? compare(left, right) : null;
};
const texts = (value) => (Array.isArray(value) ? value.filter(isText) : null);
const overSets = (test) => ([given, asked]) => {
  const chosen = texts(given);
  const wanted = texts(asked);
  return chosen === null || wanted === null ? null : test(chosen, wanted);
};
const anyOf = overSets((chosen, wanted) => wanted.some((entry) => chosen.includes(entry)));
const numeric = (work) => (values) => (values.every(isNumber) ? work(values) : null);
const chain = (step) => numeric(([first, ...rest]) => rest.reduce((total, value) => (total === null ? null : step(total, value)), first));
const rounding = (way) => ([value, places]) => {
  if (!isNumber(value) || !isNumber(places) || places % ONE) return null;
  const decimals = places / ONE;
  return decimals >= 0n && decimals <= PLACES ? within(rounded(value, decimals, way)) : null;
};

function connective(deciding) {
  return (given, scope, depth) => {
    let found = !deciding;
    for (const entry of given) {
      const value = truth(evaluate(entry, scope, depth));
      if (value === deciding) return deciding;
      if (value === null) found = null;
    }
    return found;
  };
}

function items(given, scope, depth) {
  const found = evaluate(given[0], scope, depth);
  return Array.isArray(found) ? found.filter(isMap).map((item) => ({ ...scope, item })) : null;
}

const overNumbers = (work) => (given, scope, depth) => {
  const found = (items(given, scope, depth) ?? []).map((one) => evaluate(given[1], one, depth)).filter(isNumber);
  return found.length ? work(found) : null;
};
const overTruths = (deciding) => (given, scope, depth) => {
  const found = items(given, scope, depth)?.map((one) => truth(evaluate(given[1], one, depth)));
  if (!found) return null;
  return found.includes(deciding) ? deciding : found.includes(null) ? null : !deciding;
};
const least = (values) => values.reduce((found, value) => (value < found ? value : found));
const greatest = (values) => values.reduce((found, value) => (value > found ? value : found));

function count(given, scope, depth) {
  const found = items(given, scope, depth);
  if (!found) return null;
  const counted = given.length === 1 ? found : found.filter((one) => evaluate(given[1], one, depth) === true);
  return BigInt(counted.length) * ONE;
}

function score(given, scope, depth) {
  const value = evaluate(given[0], scope, depth);
  const name = isMap(given[0]) ? own(given[0], "var") : undefined;
  if (!isText(name) || !(isText(value) || Array.isArray(value))) return null;
  const scores = own(scope.terms.scores, split(name)[0]) ?? {};
  let total = 0n;
  for (const chosen of isText(value) ? [value] : value) {
    const points = isText(chosen) ? exact(own(scores, chosen) ?? 0) : null;
    total = total === null || points === null ? null : within(total + points);
  }
  return total;
}

function dateDiff([from, to, unit]) {
  const first = readDay(from);
  const last = readDay(to);
  if (!first || !last || !["days", "months", "years"].includes(unit)) return null;
  return BigInt(wholeUnits(first, last, unit)) * ONE;
}

function dateAdd([from, days]) {
  const day = readDay(from);
  return !day || !isNumber(days) || days % ONE ? null : moved(day, days / ONE);
}

function birthDate([number]) {
  if (!isText(number) || [...number].length !== 18) return null;
  const signs = [...number];
  const day = [signs.slice(6, 10), signs.slice(10, 12), signs.slice(12, 14)].map((part) => part.join("")).join("-");
  return readDay(day) ? day : null;
}

// Where one stands in the automaton of a pattern (logic/pattern.py makes it), each state but once: so a
// text takes as long as it is, whatever the pattern.
function reached(states, from, passing) {
  const found = new Set(from);
  for (const place of found) {
    const [kind, ...next] = states[place];
    if (passing.includes(kind)) next.forEach((one) => found.add(one));
  }
  return found;
}

function matches(given, scope, depth) {
  const text = evaluate(given[0], scope, depth);
  const pattern = isText(text) && isText(given[1]) ? own(scope.terms.patterns ?? {}, given[1]) : null;
  if (!pattern) return null;
  const { states, sets, entry } = pattern;
  let now = reached(states, [entry], text ? ["split", "begin"] : ["split", "begin", "end"]);
  for (const sign of text) {
    const code = sign.codePointAt(0);
    const held = sets.map((set) => set.some(([first, last]) => first <= code && code <= last));
    const moved = [...now].map((place) => states[place]).filter(([kind, , set]) => kind === "set" && held[set]);
    now = reached(states, moved.map(([, next]) => next), ["split"]);
  }
  return reached(states, now, ["split", "end"]).has(0);
}

const MANY = 200;
const OPERATORS = new Map(Object.entries({
  and: [1, MANY, connective(false), true],
  or: [1, MANY, connective(true), true],
  "!": [1, 1, ([value]) => not(truth(value))],
  "==": [2, 2, ([left, right]) => same(left, right)],
  "!=": [2, 2, ([left, right]) => not(same(left, right))],
  "<": [2, 2, ordered((left, right) => left < right)],
  "<=": [2, 2, ordered((left, right) => left <= right)],
  ">": [2, 2, ordered((left, right) => left > right)],
  ">=": [2, 2, ordered((left, right) => left >= right)],
  in: [2, 2, ([value, among]) => (Array.isArray(among) && (isNumber(value) || isText(value)) ? among.some((entry) => same(value, entry) === true) : null)],
  any_of: [2, 2, anyOf],
  all_of: [2, 2, overSets((chosen, wanted) => wanted.every((entry) => chosen.includes(entry)))],
  none_of: [2, 2, (values) => not(anyOf(values))],
  answered: [1, 1, ([value]) => value !== null],
  contains: [2, 2, ([text, part]) => (isText(text) && isText(part) ? text.includes(part) : null)],
  matches: [2, 2, matches, true],
  within: [2, 2, ([area, around]) => (isText(area) && isText(around) ? area.startsWith(around) : null)],
  "+": [2, MANY, chain((left, right) => within(left + right))],
  "-": [1, 2, numeric(([left, right]) => (right === undefined ? -left : within(left - right)))],
  "*": [2, MANY, chain(times)],
  "/": [2, 2, numeric(([left, right]) => divided(left, right))],
  least: [2, MANY, numeric(least)],
  greatest: [2, MANY, numeric(greatest)],
  round: [2, 2, rounding("round")],
  floor: [2, 2, rounding("floor")],
  ceil: [2, 2, rounding("ceil")],
  if: [3, 3, (given, scope, depth) => {
    const found = truth(evaluate(given[0], scope, depth));
    return found === null ? null : evaluate(given[found ? 1 : 2], scope, depth);
  }, true],
  today: [0, 0, (_values, scope) => scope.today],
  date_diff: [3, 3, dateDiff],
  date_add: [2, 2, dateAdd],
  birth_date: [1, 1, birthDate],
  score: [1, 1, score, true],
  chosen: [1, 1, ([value]) => (Array.isArray(value) ? BigInt(value.length) * ONE : null)],
  sum: [2, 2, overNumbers((values) => within(values.reduce((total, value) => total + value))), true],
  min: [2, 2, overNumbers(least), true],
  max: [2, 2, overNumbers(greatest), true],
  count: [1, 2, count, true],
  all: [2, 2, overTruths(false), true],
  some: [2, 2, overTruths(true), true],
}));

const plans = new WeakMap();

function planOf(form) {
  let plan = plans.get(form);
  if (plan) return plan;
  plan = { fields: [], byKey: new Map(), groupOf: new Map(), sectionOf: new Map(), stepOf: new Map(), rules: new Map(), skips: new Map() };
  plan.steps = form.steps.map((step) => step.id);
  plan.unasked = new Set(form.logic.unasked);
  for (const step of form.steps) {
    for (const section of step.sections) {
      plan.stepOf.set(section.id, step.id);
      for (const field of section.fields) {
        plan.fields.push(field);
        plan.byKey.set(field.key, field);
        plan.sectionOf.set(field.key, section.id);
        for (const inner of field.fields ?? []) {
          plan.byKey.set(inner.key, inner);
          plan.groupOf.set(inner.key, field);
        }
      }
    }
  }
  const put = (map, key, rule) => map.set(key, [...(map.get(key) ?? []), rule]);
  for (const rule of form.rules) {
    if (rule.kind === "skip") put(plan.skips, rule.from, rule);
    else for (const target of rule.targets) put(plan.rules, `${rule.kind} ${target}`, rule);
  }
  plans.set(form, plan);
  return plan;
}

function keptNumber(field, value) {
  if (!isNumber(value)) return null;
  if (field.options.as === "money") return jsonNumber(value * 100n, 0);
  return jsonNumber(value, field.options.places || 0);
}

// Returns what the form comes to for kept answers by key: the ids of the steps that are asked, the
// addresses that are hidden and required, computed values, checks that do not hold, what counts.
export function decide(form, raw, today) {
  const plan = planOf(form);
  const shown = new Map();
  const jumped = new Set();
  const values = {};
  const computed = {};
  const withheld = new Map();
  const scope = { terms: form.logic, values, today, item: null };
  const of = (kind, target) => plan.rules.get(`${kind} ${target}`) ?? [];
  const holds = (rule, inside) => (rule.when ?? null) === null || evaluate(rule.when, inside) === true;
  const met = (rule, inside) => evaluate(rule.when ?? null, inside) === true;

  function allowed(target, inside) {
    const showing = of("show", target);
    if (showing.length && !showing.some((rule) => met(rule, inside))) return false;
    return !of("hide", target).some((rule) => met(rule, inside));
  }

  // Says which choices are not offered, and whether there is anything to choose.
  function offered(field, address, inside) {
    const rules = of("offer", field.key);
    if (!rules.length) return true;
    const asked = new Map();
    for (const rule of rules) {
      const holds = met(rule, inside);
      for (const one of rule.choices ?? []) asked.set(one, holds || (asked.get(one) ?? false));
    }
    const all = [...(field.options.choices ?? []).map((one) => one.id), ...(field.options.other ? ["other"] : [])];
    const gone = all.filter((one) => asked.get(one) === false);
    if (gone.length) withheld.set(address, gone);
    return gone.length < all.length || !gone.length;
  }

  function chosenAmong(value, gone) {
    const stays = (one) => isText(one) && !gone.includes(choice(one));
    if (!Array.isArray(value)) return stays(value) ? value : null;
    const kept = value.filter(stays);
    return kept.length ? kept : null;
  }

  function leave(step) {
    if (!shown.get(`#${step}`)) return;
    const taken = (plan.skips.get(step) ?? []).find((rule) => holds(rule, scope));
    if (!taken) return;
    const start = plan.steps.indexOf(step) + 1;
    const end = plan.steps.indexOf(taken.targets[0], start);
    plan.steps.slice(start, end < 0 ? undefined : end).forEach((one) => jumped.add(one));
  }

  function take(field, address, source, into, inside, above) {
    const something = offered(field, address, inside);
    shown.set(address, above && something && allowed(field.key, inside));
    if (!shown.get(address)) {
      withheld.delete(address);
      return;
    }
    let value;
    if (field.type === "computed") {
      const rule = of("compute", field.key).find((found) => holds(found, inside));
      value = rule ? keptNumber(field, evaluate(rule.value ?? null, inside)) : null;
      if (value !== null) computed[address] = value;
    } else {
      value = own(source, field.key);
      if (form.logic.kinds[field.key] === "items") value = Array.isArray(value) ? value.map(() => ({})) : null;
      if (withheld.has(address)) value = chosenAmong(value, withheld.get(address));
    }
    if (value !== null && value !== undefined) into[field.key] = value;
  }

  function visit(node) {
    const name = node.slice(1);
    if (node.startsWith(">")) leave(name);
    else if (node.startsWith("#")) {
      const step = plan.stepOf.get(name);
      const free = step === undefined ? !jumped.has(name) : shown.get(`#${step}`) === true;
      shown.set(node, free && allowed(name, scope));
    } else {
      const field = plan.byKey.get(node);
      const group = plan.groupOf.get(node);
      if (!group) take(field, node, raw, values, scope, shown.get(`#${plan.sectionOf.get(node)}`) === true);
      else eachItem(group, (item, number) => {
        const kept = raw[group.key][number];
        take(field, `${group.key}.${number}.${node}`, isMap(kept) ? kept : {}, item, { ...scope, item }, true);
      });
    }
  }

  function eachItem(group, work) {
    const found = own(values, group.key);
    if (Array.isArray(found)) found.forEach(work);
  }

  form.logic.order.forEach(visit);

  const hidden = [];
  const required = [];
  const look = (address, field, inside) => {
    if (!shown.get(address)) hidden.push(address);
    else if (!plan.unasked.has(field.key) && (field.required || of("require", field.key).some((rule) => met(rule, inside)))) required.push(address);
  };
  for (const field of plan.fields) {
    look(field.key, field, scope);
    if (field.fields) eachItem(field, (item, number) => {
      for (const inner of field.fields) look(`${field.key}.${number}.${inner.key}`, inner, { ...scope, item });
    });
  }

  const violations = [];
  const check = (rule, address, inside) => {
    if (shown.get(address) && holds(rule, inside) && evaluate(rule.value ?? null, inside) === false) violations.push([rule.id, address]);
  };
  for (const rule of form.rules) {
    if (rule.kind !== "check") continue;
    const [key] = rule.targets;
    const group = plan.groupOf.get(key);
    if (!group) check(rule, key, scope);
    else eachItem(group, (item, number) => check(rule, `${group.key}.${number}.${key}`, { ...scope, item }));
  }
  const found = { path: plan.steps.filter((step) => shown.get(`#${step}`)), hidden, required: required.sort(), computed, violations, values };
  return withheld.size ? { ...found, withheld: Object.fromEntries(withheld) } : found;
}
