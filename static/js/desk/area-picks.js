// Areas in rules: chosen level by level, or found by a part of their name, and shown by name.
const PAUSE = 300;

function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

export class AreaPicks {
  constructor(address, words, changed) {
    this.address = address;
    this.words = words;
    this.changed = changed;
    this.names = new Map();
    this.below = new Map();
    this.searches = new Map();
  }

  learn(names) {
    for (const [code, name] of Object.entries(names ?? {})) this.names.set(code, name);
  }

  async told(query) {
    const answer = await fetch(`${this.address}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).areas : [];
  }

  // What is chosen, as chips; a list to go one level lower; and a search, for one area or several.
  picked(test, at, { several }) {
    const chosen = several ? test.value ?? [] : [test.value].filter(Boolean);
    const set = (codes) => {
      test.value = several ? (codes.length ? codes : null) : codes[0] ?? null;
      this.changed();
    };
    const chips = chosen.map((code) => this.chip(code, at, () => set(chosen.filter((one) => one !== code))));
    const kept = several ? chosen : [];
    const last = chosen.at(-1);
    const add = (area) => set([...new Set([...kept, area.code])]);
    const lower = last ? [this.list(last, `${at}/lower`, this.words.narrow, (area) => set([...kept.slice(0, -1), area.code]))] : [];
    const open = several || !last ? [this.list("", `${at}/top`, this.words.pick_area, add), ...this.search(at, add)] : [];
    return element("span", { class: "rules__several" }, ...chips, ...lower, ...open);
  }

  chip(code, at, drop) {
    const name = this.names.get(code) ?? code;
    const button = element("button", { type: "button", "aria-label": `${this.words.remove}: ${name}`, "data-at": `${at}/${code}` }, "×");
    button.addEventListener("click", drop);
    return element("span", { class: "rules__chip" }, name, button);
  }

  list(within, at, opening, choose) {
    const select = element("select", { "data-at": at, "aria-label": opening }, new Option(opening, ""));
    const fill = (areas) => {
      select.append(...areas.map((area) => new Option(area.name, area.code)));
      select.hidden = !areas.length;
    };
    select.addEventListener("change", (event) => {
      event.stopPropagation();
      const area = this.below.get(within).find((one) => one.code === select.value);
      if (area) this.chose(area, choose);
    });
    if (this.below.has(within)) fill(this.below.get(within));
    else {
      select.hidden = true;
      this.told({ within }).then((areas) => {
        this.below.set(within, areas);
        fill(areas);
      }, () => { select.remove(); }); // away from the network: the search will say nothing either
    }
    return select;
  }

  chose(area, choose) {
    this.names.set(area.code, area.name);
    this.searches.clear();
    choose(area);
  }

  search(at, choose) {
    const state = this.searches.get(at) ?? { text: "", areas: [] };
    const input = element("input", { type: "search", placeholder: this.words.search_area, "aria-label": this.words.search_area, "data-at": `${at}/search` });
    input.value = state.text;
    const results = element("span", { class: "rules__several", role: "group", "aria-label": this.words.search_area });
    const show = () => results.replaceChildren(...state.areas.map((area) => {
      const button = element("button", { type: "button", class: "rules__chip" }, area.words);
      button.addEventListener("click", () => this.chose(area, choose));
      return button;
    }));
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      state.text = input.value.trim();
      this.searches.set(at, state);
      clearTimeout(state.timer);
      state.timer = setTimeout(async () => {
        const text = state.text;
        const areas = text ? await this.told({ q: text }).catch(() => []) : []; // as if none were found
        if (text !== state.text) return;
        state.areas = areas;
        show();
      }, PAUSE);
    });
    show();
    return [input, results];
  }
}
