// Keeps the check-in code of a QR page fresh: asks for the page again and swaps the parts that turned.
const box = document.querySelector("[data-refresh-url]:not([data-refresh-url=''])");

const turn = async () => {
  const note = box.querySelector("[data-refresh-note]");
  try {
    const answer = await fetch(box.dataset.refreshUrl, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of box.querySelectorAll("[data-refresh-part]")) {
      const now = fresh.querySelector(`[data-refresh-part="${part.dataset.refreshPart}"]`);
      if (now) part.replaceChildren(...now.childNodes);
    }
    note.textContent = "";
  } catch {
    note.textContent = box.dataset.refreshFailed || "";
  }
};

if (box) {
  let timer = setInterval(turn, 1000 * Number(box.dataset.refresh || 20));
  document.addEventListener("visibilitychange", () => {
    clearInterval(timer);
    if (document.visibilityState === "visible") {
      turn();
      timer = setInterval(turn, 1000 * Number(box.dataset.refresh || 20));
    }
  });
}
