// Reads questions aloud, where the browser can speak: a button beside each, and one for the page.
const form = document.querySelector("form[data-filling]");
const { listen, page, stop } = form.dataset;

const words = (node) => {
  const copy = node.cloneNode(true);
  for (const one of copy.querySelectorAll("template, script, button, [hidden], input[type=hidden], textarea, option[value='']")) one.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
};

let speaking = null;

function hush() {
  speechSynthesis.cancel();
  if (speaking) {
    speaking.setAttribute("aria-pressed", "false");
    speaking.querySelector("span").textContent = speaking.dataset.words;
  }
  speaking = null;
}

function say(button, text) {
  const again = speaking === button;
  hush();
  if (again) return;
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
  spoken.rate = 0.9;
  spoken.onend = () => speaking === button && hush();
  speaking = button;
  button.setAttribute("aria-pressed", "true");
  button.querySelector("span").textContent = stop;
  speechSynthesis.speak(spoken);
}

function button(text, read) {
  const made = document.querySelector("template[data-listen]").content.firstElementChild.cloneNode(true);
  made.dataset.words = text;
  made.querySelector("span").textContent = text;
  made.addEventListener("click", () => say(made, read()));
  return made;
}

if (form && "speechSynthesis" in window) {
  const questions = () => [...form.querySelectorAll("[data-address]:not([hidden])")];
  document.querySelector(".filling .opening").append(button(page, () => [document.querySelector("h1"), ...questions().filter((one) => !one.parentElement.closest("[data-address]"))].map(words).join("。")));
  const mark = () => {
    for (const one of questions()) {
      if (one.querySelector("label, legend, .label, p") && !one.querySelector("[data-group]") && !one.querySelector(":scope > .listen")) one.append(button(listen, () => words(one)));
    }
  };
  mark();
  new MutationObserver(mark).observe(form, { childList: true, subtree: true });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
