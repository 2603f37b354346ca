// Reads a page aloud where the device itself can speak: voices of elsewhere would be told what is read.
// One button for the page; who listens once finds another beside each question, here and later.
const form = document.querySelector("form[data-filling]");
const { listen, page, stop } = form.dataset;
const english = document.documentElement.lang.startsWith("en");
const PARTS = ".filling :is(.opening :is(h1, .lede, .way p), .notice, .error-summary, [data-section] > h2, [data-address])";
const LISTENS = "listens";

function voice() {
  const own = speechSynthesis.getVoices().filter((one) => one.localService && (english ? /^en/i : /^(zh|cmn)/i).test(one.lang));
  return own.find((one) => /^(zh.(cn|hans)|cmn)/i.test(one.lang)) ?? own[0];
}

const remembered = () => { try { return localStorage.getItem(LISTENS) === "yes"; } catch { return false; } };
const remember = () => { try { localStorage.setItem(LISTENS, "yes"); } catch { /* it is asked again on the next page */ } };

// A breath after each line and choice; nothing of what is hidden or typed.
function words(node) {
  const copy = node.cloneNode(true);
  for (const one of copy.querySelectorAll("template, script, button, [hidden], input, textarea, svg, option[value='']")) one.remove();
  for (const one of copy.querySelectorAll("label, legend, p, li, option, .field__hint, .label")) one.append(english ? ". " : "，");
  return copy.textContent.replace(/\s+/g, " ").replace(/([，。、；：？.:;?])[\s，.]+/g, "$1").trim();
}

let reading = null;

function hush() {
  const { button, part } = reading ?? {};
  reading = null;
  speechSynthesis.cancel();
  part?.classList.remove("is-read");
  if (!button) return;
  delete button.dataset.reading;
  button.querySelector("span").textContent = button.dataset.words;
}

function say(button, parts) {
  const again = reading?.button === button;
  hush();
  if (again) return;
  const run = { button, part: null };
  const next = () => {
    if (reading !== run) return;
    run.part?.classList.remove("is-read");
    run.part = parts.shift();
    if (!run.part) { hush(); return; }
    run.part.classList.add("is-read");
    if (button.dataset.page) run.part.scrollIntoView({ block: "center" });
    const spoken = new SpeechSynthesisUtterance(words(run.part));
    spoken.voice = voice();
    Object.assign(spoken, { lang: spoken.voice.lang, rate: 0.9, onend: next, onerror: () => reading === run && hush() });
    speechSynthesis.speak(spoken);
  };
  reading = run;
  button.dataset.reading = "yes";
  button.querySelector("span").textContent = stop;
  next();
}

function button(text, about, read) {
  const made = document.querySelector("template[data-listen]").content.firstElementChild.cloneNode(true);
  made.dataset.words = text;
  made.querySelector("span").textContent = text;
  made.querySelector(".visually-hidden").textContent = about;
  made.addEventListener("click", () => say(made, read()));
  return made;
}

const shown = (one) => !one.closest("[hidden]") && !one.parentElement.closest("[data-address]");

function beside() {
  for (const one of form.querySelectorAll("[data-address]:not([hidden])")) {
    const named = one.querySelector("label, legend, .label, p");
    if (named && !one.querySelector("[data-group]") && !one.querySelector(":scope > .listen")) one.append(button(listen, named.textContent.trim(), () => [one]));
  }
}

function listening() {
  remember();
  beside();
  new MutationObserver(beside).observe(form, { childList: true, subtree: true });
}

let offered = false;

function offer() {
  if (offered || !voice()) return;
  offered = true;
  const whole = button(page, "", () => [...document.querySelectorAll(PARTS)].filter(shown));
  whole.dataset.page = "yes";
  const place = document.createElement("p");
  place.className = "listening";
  place.append(whole);
  document.querySelector(".filling .opening").append(place);
  if (remembered()) listening();
  else whole.addEventListener("click", listening, { once: true });
}

if ("speechSynthesis" in window) {
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer); // some browsers learn of their voices late
  addEventListener("keydown", ({ key }) => key === "Escape" && hush());
  addEventListener("pagehide", hush);
}
