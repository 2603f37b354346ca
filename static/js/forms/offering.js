// Leaves out the choices of a question that its rules do not offer now.
const whole = new WeakMap();

export function offerOnly(question, withheld) {
  const own = (name) => [...question.querySelectorAll(name)].filter((one) => one.closest("[data-address]") === question);
  for (const box of own("input[type=radio], input[type=checkbox]")) {
    const row = box.closest("label")?.parentElement;
    const gone = withheld.includes(box.value);
    if (!row || row.hidden === gone) continue;
    row.hidden = gone;
    box.disabled = gone;
  }
  for (const select of own("select")) offerIn(select, withheld);
}

// Some browsers show hidden options: what is not offered is taken out of the list.
function offerIn(select, withheld) {
  if (!whole.has(select)) whole.set(select, [...select.options]);
  const kept = whole.get(select).filter((one) => !withheld.includes(one.value));
  if (kept.length === select.options.length && kept.every((one, at) => one === select.options[at] && !one.hidden)) return;
  const chosen = select.value;
  for (const one of kept) one.hidden = one.disabled = false;
  select.replaceChildren(...kept);
  select.value = kept.some((one) => one.value === chosen) ? chosen : "";
  select.dispatchEvent(new Event("offered"));
}
