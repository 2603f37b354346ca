// A place chosen level by level, from the district down to the grid, out of lists that the server
// tells. Without this module one writes its name, and the server finds it.
const form = document.querySelector("form[data-filling]");
const base = form?.dataset.base;

async function told(query) {
  const answer = await fetch(`${base}areas/?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function enhance(input) {
  const { areas: level, names, choose } = input.dataset;
  input.removeAttribute("data-areas");
  const words = JSON.parse(names);
  const box = document.createElement("div");
  box.className = "areas";
  let first;
  try {
    first = await told({ level, at: input.value.trim() });
  } catch {
    return; // The name can be written as before.
  }
  if (input.value.trim() && first.at !== input.value.trim()) return; // A name that was written stays.
  const own = input.id;
  input.before(box);
  box.append(input);
  input.id = `${own}-name`;
  input.hidden = true;

  function keep(value) {
    if (input.value === value) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function draw(list, chosen = "", above = "") {
    const place = box.querySelectorAll("select").length;
    const select = document.createElement("select");
    select.id = place ? `${own}-${place}` : own;
    const called = words[list[0].level] ?? "";
    select.setAttribute("aria-label", [input.labels?.[0]?.firstChild?.textContent.trim(), called].filter(Boolean).join(" "));
    for (const key of ["aria-describedby", "aria-invalid"]) if (input.hasAttribute(key)) select.setAttribute(key, input.getAttribute(key));
    select.append(new Option(choose.replace("{level}", called), ""), ...list.map((one) => new Option(one.name, one.code, false, one.code === chosen)));
    box.append(select);
    select.addEventListener("input", (event) => event.stopPropagation());
    select.addEventListener("change", async (event) => {
      event.stopPropagation();
      while (select.nextElementSibling) select.nextElementSibling.remove();
      const found = list.find((one) => one.code === select.value);
      keep(found ? (found.fits ? found.code : "") : above);
      if (found?.more) {
        const { steps, at } = await told({ level, within: found.code });
        if (select.value === found.code) show(steps, found.fits ? found.code : "", at);
      }
    });
  }

  function show(steps, so_far, at) {
    let above = so_far;
    for (const step of steps) {
      draw(step.areas, step.chosen, above);
      above = step.areas.find((one) => one.code === step.chosen && one.fits)?.code ?? above;
    }
    if (steps.length && at && above === at) keep(at);
  }

  show(first.steps, "", first.at);
}

const look = () => form?.querySelectorAll("input[data-areas]").forEach(enhance);
look();
if (form) new MutationObserver(look).observe(form, { childList: true, subtree: true });
