// A long list that one searches by typing: the editable combobox of the ARIA practices, with the
// browser's own list behind it, which sends the answer and serves alone where no script runs.
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
let numbered = 0;

function enhance(select) {
  numbered += 1;
  const { search, none, found } = select.dataset;
  const name = select.id;
  const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);
  const box = make("div", { className: "combo" });
  const input = make("input", { type: "text", id: name, autocomplete: "off", placeholder: search, className: "combo__input" });
  const list = make("ul", { id: `combo-${numbered}`, className: "combo__list", hidden: true });
  const status = make("p", { className: "visually-hidden" });
  status.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", select.labels?.[0]?.firstChild?.textContent.trim() ?? search);
  for (const [key, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) input.setAttribute(key, value);
  for (const key of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(key)) input.setAttribute(key, select.getAttribute(key));
  select.id = `${name}-list`;
  select.hidden = true;
  select.removeAttribute("data-search");
  select.before(box);
  box.append(input, list, status, select);

  let at = -1;
  const chosen = () => (select.value ? select.selectedOptions[0].textContent : "");
  const shown = () => [...list.querySelectorAll("[role=option]")];
  input.value = chosen();

  function point(place) {
    const options = shown();
    options[at]?.setAttribute("aria-selected", "false");
    at = options.length ? (place + options.length) % options.length : -1;
    options[at]?.setAttribute("aria-selected", "true");
    options[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[at].id);
  }

  function open(text) {
    const wanted = plain(text);
    const fitting = [...select.options].filter((one) => one.value && plain(one.textContent).includes(wanted));
    list.replaceChildren(...fitting.map((one) => {
      const option = make("li", { id: `${list.id}-${one.index}`, textContent: one.textContent });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = one.value;
      if (one.selected) option.className = "combo__chosen";
      return option;
    }));
    status.textContent = fitting.length ? found.replace("{n}", fitting.length) : none;
    status.classList.toggle("visually-hidden", fitting.length > 0);
    list.hidden = !fitting.length;
    input.setAttribute("aria-expanded", String(fitting.length > 0));
    at = -1;
    input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    status.classList.add("visually-hidden");
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function take(value) {
    const changes = select.value !== value;
    select.value = value;
    input.value = chosen();
    close();
    if (changes) select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What was typed in full counts as chosen; an empty line takes the answer back.
  function leave() {
    const typed = plain(input.value);
    const same = [...select.options].find((one) => one.value && plain(one.textContent) === typed);
    take(typed ? (same?.value ?? select.value) : "");
  }

  select.addEventListener("offered", () => { input.value = chosen(); });
  input.addEventListener("input", (event) => { event.stopPropagation(); open(input.value); });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("click", () => { if (list.hidden) open(""); else close(); });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", leave);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open(plain(input.value) === plain(chosen()) ? "" : input.value);
      if (!event.altKey) point(key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    } else if (key === "Enter" && !list.hidden) {
      event.preventDefault();
      const option = shown()[at] ?? (shown().length === 1 ? shown()[0] : null);
      if (option) take(option.dataset.value);
    } else if (key === "Escape") {
      if (list.hidden) take("");
      else { event.preventDefault(); input.value = chosen(); close(); }
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option.dataset.value);
  });
}

const look = () => document.querySelectorAll("form select[data-search]").forEach(enhance);
look();
new MutationObserver(look).observe(document.querySelector("form[data-filling]") ?? document.body, { childList: true, subtree: true });
