// Wagtail takes whatever stands in the editor when an autosave comes back for saved, and whatever
// stands in it two seconds after the page came for its beginning. What was typed meanwhile would
// be neither saved nor shown in the preview, nor warned of: it is told to Wagtail as an edit.
const OWN = /^(csrfmiddlewaretoken|overwrite_revision_id|loaded_revision_.*|next|comments-.*)$/;
const form = document.querySelector("form[data-edit-form][data-controller~='w-autosave']");

// What a form says, as text to compare; `updates` are the inputs that the answer itself changed.
function said(data, updates = {}) {
  const entries = [...data].filter(([name]) => !OWN.test(name) && !(name in updates));
  return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
}

// Once Wagtail has called all of it saved: two changes of its mark in one go are none to it.
function tellEdit() {
  setTimeout(() => {
    // "Force" holds until the next autosave has come back; without it a look at the form ends it.
    form.dataset.wUnsavedForceValue = "true";
    form.dataset.wUnsavedHasEditsValue = "true";
  });
}

if (form) {
  let sent = null;
  let isEarly = false;
  form.addEventListener("input", (event) => { isEarly ||= event.isTrusted; });
  document.addEventListener("w-unsaved:watch-edits", () => { if (isEarly) tellEdit(); }, { once: true });
  document.addEventListener("w-autosave:save", (event) => { sent = event.detail.formData; });
  document.addEventListener("w-autosave:success", (event) => {
    const updates = event.detail.response?.field_updates ?? {};
    if (sent && said(sent, updates) !== said(new FormData(form), updates)) tellEdit();
    sent = null;
  });
}
