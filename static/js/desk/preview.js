// The preview beside the editor is loaded anew at every change: what was tried in it is typed again.
const key = `preview:${location.pathname}`;
const form = document.querySelector("form[data-filling]");

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]");
  } catch {
    return []; // written by something else, or storage is off: the preview begins empty
  }
}

if (form) {
  const typed = new Map();
  for (const [name, text] of kept()) typed.set(name, [...(typed.get(name) ?? []), text]);
  for (const control of form.elements) {
    const texts = typed.get(control.name);
    if (!texts || control.type === "file" || control.type === "hidden") continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = texts.includes(control.value);
    else [control.value] = texts;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.addEventListener("input", () => {
    const entries = [...new FormData(form)].filter(([, value]) => typeof value === "string" && value);
    sessionStorage.setItem(key, JSON.stringify(entries));
  });
}
