// Draws a form from its document alone: inputs under the names that the server reads.

const WORDS = {
  zh: { optional: "（可不填）", choose: "请选择", other: "其他", yes: "是", no: "否", start: "开始", end: "结束", add: "再加一个", remove: "去掉这个", star: "星", detail: "小区、楼号、单元、房号", area: "社区", name: "姓名", ask: "发送验证码", code: "短信里的 6 位数字", files: (most, size) => `最多 ${most} 个，每个不超过 ${size} MB`, nth: (n) => `第 ${n} 个` },
  en: { optional: "(optional)", choose: "Please choose", other: "Other", yes: "Yes", no: "No", start: "From", end: "Until", add: "Add another", remove: "Remove this one", star: "stars", detail: "Estate, building, entrance, room", area: "Community", name: "Name", ask: "Send me a code", code: "The six digits of the text message", files: (most, size) => `${most} at most, of ${size} MB each`, nth: (n) => `No. ${n}` },
};
const TYPES = { phone: "tel", email: "email", date: "date", time: "time" };
const NUMERIC = { number: "decimal", money: "decimal", phone: "tel" };
const FILES = new Set(["file", "photo"]);

export const wordsOf = (language, pictures = []) => ({ ...(language.startsWith("zh") ? WORDS.zh : WORDS.en), pictures: new Map(pictures.map((one) => [one.id, one])) });

// Makes an element; text is always words, never markup.
export function make(name, attributes = {}, ...inside) {
  const found = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) found.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) found.setAttribute(key, value);
  }
  found.append(...inside.filter((one) => one !== null && one !== undefined));
  return found;
}

function offersOf(field, say) {
  const { options } = field;
  if (field.type === "yes_no") return [["yes", say.yes], ["no", say.no]];
  if (field.type === "rating") return Array.from({ length: options.stars || 5 }, (_, at) => [String(at + 1), `${at + 1} ${say.star}`]);
  if (field.type === "scale") {
    const [first, last] = [options.first ?? 0, options.last ?? 10];
    const ends = { [first]: options.first_words, [last]: options.last_words };
    return Array.from({ length: last - first + 1 }, (_, at) => [String(first + at), `${first + at} ${ends[first + at] || ""}`.trim()]);
  }
  if (field.type === "slot") return (options.slots ?? []).map((slot) => [slot.id, `${slot.day} ${slot.start}–${slot.end}`]);
  const found = (options.choices ?? []).map((choice) => [choice.id, choice.text, say.pictures?.get(choice.picture)]);
  return options.other ? [...found, ["other", say.other]] : found;
}

const input = (name, attributes = {}) => make("input", { id: name, name, ...attributes });

function select(name, offers, say) {
  const options = offers.map(([value, words]) => make("option", { value }, words));
  return make("select", { id: name, name }, make("option", { value: "" }, say.choose), ...options);
}

const picture = ({ url, alt, width, height }) => make("img", { src: url, alt, width, height, loading: "lazy" });

function group(name, type, offers) {
  const rows = offers.map(([value, words, shown], at) => make("div", {}, make("label", { for: `${name}_${at}` }, make("input", { type, name, value, id: `${name}_${at}` }), shown ? picture(shown) : null, make("span", {}, ` ${words}`))));
  return make("div", { id: name, class: offers.some((one) => one[2]) && "laid laid--pictures" }, ...rows);
}

function part(name, label, control) {
  const grouped = control.tagName === "DIV";
  return make(grouped ? "fieldset" : "div", { class: "field" }, make(grouped ? "legend" : "label", grouped ? {} : { for: name }, label), control);
}

function plain(field, name) {
  const attributes = { type: TYPES[field.type] ?? "text", inputmode: NUMERIC[field.type], autocomplete: "off" };
  if (field.type === "short_text") attributes.maxlength = "100";
  return input(name, attributes);
}

const PARTS = {
  matrix: (field, name, say) => (field.options.rows ?? []).map((row) => part(`${name}.${row.id}`, row.text, group(`${name}.${row.id}`, "radio", offersOf(field, say)))),
  ranking: (field, name, say) => {
    const ranks = Array.from({ length: field.options.most || field.options.choices.length }, (_, at) => [String(at + 1), String(at + 1)]);
    return field.options.choices.map((choice) => part(`${name}.${choice.id}`, choice.text, select(`${name}.${choice.id}`, ranks, say)));
  },
  date_range: (_field, name, say) => ["start", "end"].map((one) => part(`${name}.${one}`, say[one], input(`${name}.${one}`, { type: "date" }))),
  address: (field, name, say) => [
    field.options.with_area ? part(`${name}.area`, say.area, input(`${name}.area`, { maxlength: "60" })) : null,
    part(`${name}.detail`, say.detail, input(`${name}.detail`, { autocomplete: "street-address" })),
  ].filter(Boolean),
  signature: (_field, name, say) => [part(`${name}.name`, say.name, input(`${name}.name`, { autocomplete: "name" }))],
  position: (_field, name) => ["lat", "lon"].map((one) => part(`${name}.${one}`, one, input(`${name}.${one}`, { inputmode: "decimal" }))),
};

// Which kinds are taken the form says beside its document; see `takeFiles` of the client.
function files(field, name, say) {
  const { most = 1, megabytes = 10 } = field.options;
  const chooser = input(name, { type: "file", multiple: most > 1, "data-files": field.key, "data-most": most, accept: field.type === "photo" ? "image/*" : null, "aria-describedby": `${name}_most` });
  return [make("p", { class: "field__hint", id: `${name}_most` }, say.files(most, megabytes)), chooser, make("ul", { role: "list", class: "meta", "data-chosen": field.key, hidden: true })];
}

// The code is no answer: its input has no name, and is never sent along.
function proven(field, name, say) {
  const code = make("input", { id: `${name}.code`, class: "code", type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "8", "data-code": name });
  return [plain(field, name), make("button", { type: "button", class: "button button--quiet button--small", "data-ask-code": name }, say.ask), make("div", { class: "field", hidden: true }, make("label", { for: `${name}.code` }, say.code), code), make("p", { role: "status" })];
}

const GROUPED = { choice: "radio", rating: "radio", scale: "radio", yes_no: "radio", slot: "radio", choices: "checkbox" };

function controls(field, name, say) {
  if (PARTS[field.type]) return PARTS[field.type](field, name, say);
  if (GROUPED[field.type]) {
    const drawn = [group(name, GROUPED[field.type], offersOf(field, say))];
    if (field.options.other) drawn.push(input(`${name}.other`, { maxlength: "60", "aria-label": say.other }));
    return drawn;
  }
  if (FILES.has(field.type)) return files(field, name, say);
  if (field.type === "phone" && field.options.checked) return proven(field, name, say);
  if (field.type === "dropdown") return [select(name, offersOf(field, say), say)];
  if (field.type === "long_text") return [make("textarea", { id: name, name, rows: "5", maxlength: "1000" })];
  if (field.type === "computed") return [make("output", { id: name, "data-computed": field.key })];
  return [plain(field, name)];
}

// Draws one question; `name` is where its answer stands, `key` or `group.0.key`.
export function drawField(field, name, say) {
  const notes = [
    field.hint ? make("p", { class: "field__hint", id: `${name}_hint` }, field.hint) : null,
    make("p", { class: "field__error", id: `${name}_error`, hidden: true }),
  ];
  const optional = field.required ? null : make("span", { class: "field__optional" }, ` ${say.optional}`);
  if (field.type === "statement") return make("div", { class: "notice", "data-address": name }, make("p", { class: "notice__title" }, field.label), make("p", { class: "notice__body" }, field.options.text ?? ""));
  if (field.type === "hidden") return make("div", { hidden: true, "data-address": name }, input(name, { type: "hidden" }));
  if (field.type === "repeat") return drawRepeat(field, name, say, notes);
  if (field.type === "consent") return make("div", { class: "field", "data-address": name }, ...notes, make("label", { class: "choice", for: name }, input(name, { type: "checkbox", value: "on" }), make("span", {}, field.label, optional)));
  const drawn = controls(field, name, say);
  const grouped = GROUPED[field.type] || PARTS[field.type];
  const heading = grouped ? make("legend", {}, field.label, optional) : make("label", { for: name }, field.label, optional);
  return make(grouped ? "fieldset" : "div", { class: "field", "data-address": name }, heading, ...notes, ...drawn);
}

function drawRepeat(field, name, say, notes) {
  const items = make("div", { class: "stack" });
  const most = Math.min(field.options.most || 20, 100);
  let next = 0;
  const add = () => {
    const at = `${name}.${next}`;
    next += 1;
    const gone = make("button", { type: "button", class: "button button--quiet button--small" }, say.remove);
    const item = make("fieldset", { class: "field stack", "data-item": at }, make("legend", {}, field.options.item || say.nth(next)), ...field.fields.map((inner) => drawField(inner, `${at}.${inner.key}`, say)), gone);
    gone.addEventListener("click", () => { item.remove(); items.dispatchEvent(new Event("input", { bubbles: true })); });
    items.append(item);
  };
  const more = make("button", { type: "button", class: "button button--quiet button--small" }, say.add);
  more.addEventListener("click", () => { if (items.children.length < most) add(); items.dispatchEvent(new Event("input", { bubbles: true })); });
  add();
  return make("fieldset", { class: "field stack", "data-address": name, "data-repeat": field.key }, make("legend", {}, field.label), ...notes, items, more);
}

// Draws the whole form; returns the sections by the id of step and section.
export function drawForm(document_, say) {
  return document_.steps.map((step) => make("section", { class: "stack stack--l", "data-step": step.id },
    step.title ? make("h2", {}, step.title) : null,
    ...step.sections.map((section) => make("div", { class: "stack stack--l", "data-section": section.id },
      section.title ? make(step.title ? "h3" : "h2", {}, section.title) : null,
      ...section.fields.map((field) => drawField(field, field.key, say))))));
}
