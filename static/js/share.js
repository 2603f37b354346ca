// Share or copy the address of a page: the button appears only where this module runs.
const say = (words) => {
  const toast = Object.assign(document.createElement("p"), { className: "toast", role: "status", textContent: words });
  document.body.append(toast);
  setTimeout(() => toast.remove(), 2500);
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-share], [data-copy]");
  if (!button) return;
  const text = button.dataset.copy || location.href;
  if ("share" in button.dataset && navigator.share) {
    await navigator.share({ title: document.title, url: location.href }).catch(() => {});
    return;
  }
  await navigator.clipboard.writeText(text);
  say(button.dataset.said || "✓");
});
