// Reads what is typed the way the server does, for logic alone: what cannot be read is unknown.
// The server reads everything again and says what is wrong with it; nothing here does.

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const UNPRINTED = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const FILLERS = /[\s\-‐‑‒–—―−_.·'’"()\u200b-\u200f\u202a-\u202e\ufeff]+/g;
const CJK = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}〇";
const half = (text) => text.normalize("NFKC");
const squeezed = (text) => text.replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
const line = (text) => squeezed(text.replace(UNPRINTED, (sign) => (/\s/.test(sign) ? sign : "")));
const plain = (text) => half(text).replace(FILLERS, "").toUpperCase();
const atMost = (text, most) => (text && [...text].length <= most ? text : undefined);
const only = (texts) => (texts.length === 1 ? texts[0] : undefined);
const whole = (text, least, most) => (/^-?\d+$/.test(text) && String(Number(text)) === text && Number(text) >= least && Number(text) <= most ? Number(text) : undefined);

// What was typed: name → texts, with parts and items below a name.
export class Sheet {
  constructor(entries) {
    this.texts = new Map();
    for (const [name, text] of entries) {
      if (typeof text === "string" && text.trim()) this.texts.set(name, [...(this.texts.get(name) ?? []), text]);
    }
  }

  at(name) {
    return this.texts.get(name) ?? [];
  }

  items(name) {
    const numbers = new Set();
    for (const full of this.texts.keys()) {
      const found = full.startsWith(`${name}.`) ? /^\d{1,4}(?=\.|$)/.exec(full.slice(name.length + 1)) : null;
      if (found) numbers.add(Number(found[0]));
    }
    return [...numbers].sort((left, right) => left - right);
  }
}

function decimal(text) {
  const ready = half(text.replace(/[−–—]/g, "-").replace(/。/g, ".").replace(/[，、]/g, ",")).replace(/ /g, "");
  const written = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,20})?$|^[+-]?\.\d{1,20}$/;
  return written.test(ready) ? ready.replace(/,/g, "").replace(/^\+/, "") : undefined;
}

function limited(field, value) {
  const bound = (name) => decimal(String(field.options[name] ?? ""));
  const [least, most] = [bound("least"), bound("most")];
  return (least !== undefined && value < Number(least)) || (most !== undefined && value > Number(most)) ? undefined : value;
}

function number(field, text) {
  const unit = field.options.unit || "";
  const trimmed = text.trim();
  const written = decimal(unit && trimmed.endsWith(unit) ? trimmed.slice(0, -unit.length) : trimmed);
  if (written === undefined) return undefined;
  const [before, after = ""] = written.replace("-", "").split(".");
  const decimals = after.replace(/0+$/, "");
  const digits = before.replace(/^0+/, "") + decimals;
  if (decimals.length > (field.options.places || 0) || digits.length > 15) return undefined;
  return limited(field, Number(written) + 0);
}

function money(field, text) {
  const written = decimal(half(text).trim().replace(/^[¥￥]|元$|块$|\s/g, ""));
  if (written === undefined) return undefined;
  const [before, after = ""] = written.replace("-", "").split(".");
  if (/[1-9]/.test(after.slice(2))) return undefined;
  const fen = Number(`${before || 0}${after.slice(0, 2).padEnd(2, "0")}`);
  if (fen > 1e13 || limited(field, Number(written)) === undefined) return undefined;
  return written.startsWith("-") && fen ? -fen : fen;
}

function day(text) {
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$|^(\d{4})(\d{2})(\d{2})$/.exec(half(line(text)));
  if (!found) return undefined;
  const [year, month, date] = found.slice(1).filter(Boolean).map(Number);
  const moment = new Date(Date.UTC(year, month - 1, date));
  const real = year >= 1900 && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date;
  return real ? moment.toISOString().slice(0, 10) : undefined;
}

function dayWithin(field, text, today) {
  const found = day(text);
  if (found === undefined || (field.options.past && found > today)) return undefined;
  const far = new Date(Date.parse(today) + 366 * 86_400_000).toISOString().slice(0, 10);
  return field.options.ahead && (found < today || found > far) ? undefined : found;
}

function time(text) {
  const found = /^(凌晨|早上|上午|中午|下午|晚上)?\s?(\d{1,2})\s?(?:[:.点时]\s?(\d{1,2}|半|一刻|三刻)?\s?分?)?$/.exec(half(line(text)));
  if (!found) return undefined;
  const [, part, hours, rest = ""] = found;
  const hour = Number(hours) + (/下午|晚上/.test(part ?? "") && Number(hours) < 12 ? 12 : 0);
  const minute = { 半: 30, 一刻: 15, 三刻: 45 }[rest] ?? Number(rest || 0);
  return hour > 23 || minute > 59 ? undefined : `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function idNumber(text, today) {
  const found = plain(text);
  if (!/^\d{17}[\dX]$/.test(found)) return undefined;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const total = weights.reduce((sum, weight, place) => sum + weight * Number(found[place]), 0);
  const born = day(found.slice(6, 14));
  const region = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/.test(found);
  return region && born && born <= today && "10X98765432"[total % 11] === found[17] ? found : undefined;
}

function mobile(text) {
  const found = plain(text).replace(/^(?:\+86|0086|86(?=1\d{10}$))/, "");
  return /^1[3-9]\d{9}$/.test(found) ? `+86${found}` : undefined;
}

function name(text) {
  const joined = squeezed(half(text)).replace(new RegExp(`(?<=[${CJK}]) +(?=[${CJK}])`, "gu"), "");
  const chinese = new RegExp(`[${CJK}]`, "u").test(joined);
  const found = chinese ? joined.replace(/ *[·•・‧∙⋅･.．] */g, "·") : joined;
  const written = new RegExp(`^(?:[${CJK}]+(?:·[${CJK}]+)*|\\p{L}+(?:[ '’.·-]+\\p{L}+)*\\.?)$`, "u");
  return written.test(found) && !(chinese && [...found].length < 2) ? atMost(found, 50) : undefined;
}

const choicesOf = (field) => [...(field.options.choices ?? []), ...(field.options.slots ?? [])].map((entry) => entry.id);

function choice(field, chosen, words) {
  if (chosen === "other" && field.options.other) {
    const said = atMost(line(words ?? ""), 60);
    return said && `other:${said}`;
  }
  return choicesOf(field).includes(chosen) ? chosen : undefined;
}

function choices(field, texts, words) {
  const known = [...choicesOf(field), ...(field.options.other ? ["other"] : [])];
  const chosen = new Set(texts);
  const { least, most } = field.options;
  if (!chosen.size || chosen.size < (least || 0) || chosen.size > (most || chosen.size)) return undefined;
  if ([...chosen].some((one) => !known.includes(one))) return undefined;
  const found = known.filter((one) => chosen.has(one)).map((one) => choice(field, one, words));
  return found.includes(undefined) ? undefined : found;
}

function ranking(field, part) {
  const ranks = choicesOf(field).map((key) => [key, (part(key)[0] ?? "").trim()]).filter(([, rank]) => rank);
  const wanted = Math.min(field.options.most || Infinity, choicesOf(field).length);
  const used = new Set(ranks.map(([, rank]) => rank));
  const all = Array.from({ length: wanted }, (_, place) => String(place + 1)).every((rank) => used.has(rank));
  if (!ranks.length || ranks.length !== wanted || !all) return undefined;
  return ranks.sort((left, right) => Number(left[1]) - Number(right[1])).map(([key]) => key);
}

function matrix(field, part) {
  const rows = field.options.rows.filter((row) => part(row.id).length).map((row) => [row.id, choice(field, only(part(row.id)))]);
  const half_done = field.required && rows.length < field.options.rows.length;
  return !rows.length || half_done || rows.some(([, one]) => one === undefined) ? undefined : Object.fromEntries(rows);
}

function range(field, part, today) {
  const [start, end] = [day(part("start")[0] ?? ""), day(part("end")[0] ?? "")];
  return !start || !end || end < start || (field.options.ahead && start < today) ? undefined : { start, end };
}

// A place is known here only by its code, as a list of places offers it.
const area = (text) => (/^\d{2,20}$/.test(line(text)) ? line(text) : undefined);

function address(field, part) {
  const detail = atMost(line(part("detail")[0] ?? ""), 100);
  if (!field.options.with_area) return detail && { detail };
  const found = area(part("area")[0] ?? "");
  return detail && found ? { area: found, detail } : undefined;
}

function degrees(text, most) {
  const written = decimal((text ?? "").replace(/[°\s]/g, ""));
  return written === undefined || Math.abs(Number(written)) > most ? undefined : Number(Number(written).toFixed(6));
}

function position(part) {
  const [lat, lon] = [degrees(part("lat")[0], 90), degrees(part("lon")[0], 180)];
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

const YES = ["yes", "是", "有", "对"];
const NO = ["no", "否", "不是", "没有", "不对"];
const TEXT = {
  short_text: (field, text) => atMost(line(text), 100),
  long_text: (field, text) => atMost(text.trim().split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/).map(line).join("\n"), 1000),
  person_name: (field, text) => name(text),
  phone: (field, text) => mobile(text),
  id_number: (field, text, today) => idNumber(text, today),
  number,
  money,
  date: dayWithin,
  time: (field, text) => time(text),
  yes_no: (field, text) => (YES.includes(squeezed(half(text)).toLowerCase()) ? true : NO.includes(squeezed(half(text)).toLowerCase()) ? false : undefined),
  rating: (field, text) => whole(squeezed(half(text)), 1, field.options.stars || 5),
  scale: (field, text) => whole(squeezed(half(text)), field.options.first ?? 0, field.options.last ?? 10),
  slot: (field, text, today) => ((field.options.slots ?? []).some((slot) => slot.id === text && slot.day >= today) ? text : undefined),
  consent: (field, text) => (text === "on" ? true : undefined),
  area: (field, text) => area(text),
  community: (field, text) => area(text),
};
const PARTS = {
  ranking,
  matrix,
  date_range: range,
  address,
  position: (field, part) => position(part),
  signature: (field, part) => {
    const found = atMost(squeezed(half(part("name")[0] ?? "")), 50);
    return found && { name: found };
  },
};

function read(field, at, sheet, today, known) {
  const texts = sheet.at(at);
  const part = (word) => sheet.at(`${at}.${word}`);
  if (Object.hasOwn(TEXT, field.type)) return texts.length === 1 ? TEXT[field.type](field, texts[0], today) : undefined;
  if (Object.hasOwn(PARTS, field.type)) return PARTS[field.type](field, part, today);
  switch (field.type) {
    case "choice":
    case "dropdown": return choice(field, only(texts), part("other")[0]);
    case "choices": return choices(field, texts, part("other")[0]);
    case "file":
    case "photo": return texts.length ? [...new Set(texts)] : undefined;
    case "hidden": return field.options.source === "link" ? atMost(line(texts[0] ?? ""), 200) : known[field.key];
    case "repeat": {
      const numbers = sheet.items(at);
      const fits = numbers.length >= (field.options.least || 0) && numbers.length <= Math.min(field.options.most || 20, 100);
      if (!numbers.length || !fits) return undefined;
      return numbers.map((place) => gathered(field.fields, (key) => `${at}.${place}.${key}`, sheet, today, known));
    }
    default: return undefined;
  }
}

function gathered(fields, named, sheet, today, known) {
  const found = fields.map((field) => [field.key, read(field, named(field.key), sheet, today, known)]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

// Returns the answers by key, as logic takes them; `entries` are pairs of name and text, a FormData say.
export function readAnswers(form, entries, today, known = {}) {
  const fields = form.steps.flatMap((step) => step.sections.flatMap((section) => section.fields));
  return gathered(fields, (key) => key, new Sheet(entries), today, known);
}
