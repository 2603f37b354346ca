// Files are sent as soon as they are chosen, with progress, and again when the line breaks.
// Without this module they travel with the page; both ways end in the same hidden inputs.
import { drawn, lightened, opened } from "./picture.js";

const WAITS = [1000, 3000, 9000];
const pending = new Set();

const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const online = () => navigator.onLine || new Promise((done) => addEventListener("online", done, { once: true }));
const address = (form) => new URL(form.action, location).pathname.match(/^.*\/forms\/[^/]+\//)[0] + "files/";

const send = (form, field, file, onProgress) =>
  new Promise((done) => {
    const content = new FormData();
    content.set("ticket", form.elements.ticket.value);
    content.set("field", field);
    content.set("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", address(form));
    request.responseType = "json";
    request.timeout = 180_000;
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress((100 * event.loaded) / event.total);
    request.onload = () => done({ status: request.status, told: request.response ?? {} });
    request.onerror = request.ontimeout = () => done({ status: 0, told: {} });
    request.send(content);
  });

const sentAtLast = async (form, field, file, onProgress) => {
  let answer;
  for (const wait of [0, ...WAITS]) {
    await later(wait);
    await online();
    answer = await send(form, field, file, onProgress);
    if (answer.status && answer.status < 500) break;
  }
  return answer;
};

class Uploads {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.list = box.querySelector("[data-upload-list]");
    this.words = box.dataset;
    for (const row of this.list.children) this.enhance(row);
    for (const input of box.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", (event) => {
        // Nothing has been answered before the file has arrived.
        event.stopPropagation();
        this.take(input);
      });
    }
    this.count();
  }

  enhance(row) {
    const fresh = this.row(row.querySelector(".upload__name").cloneNode(true));
    fresh.prepend(row.querySelector("input[type=hidden]"));
    this.settle(fresh);
    row.replaceWith(fresh);
  }

  row(name) {
    const row = this.box.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector(".upload__name").replaceChildren(...name.childNodes);
    const plain = row.querySelector(".upload__name").textContent.trim();
    row.querySelector("progress").setAttribute("aria-label", plain);
    row.querySelector("[data-remove] .visually-hidden").textContent = plain;
    row.querySelector("[data-remove]").addEventListener("click", () => this.remove(row));
    row.querySelector("[data-again]").addEventListener("click", () => this.start(row));
    return row;
  }

  say(words) {
    this.box.querySelector("[role=status]").textContent = words;
  }

  take(input) {
    const files = [...input.files];
    input.value = "";
    for (const file of files.slice(0, this.words.most - this.list.children.length)) {
      const name = document.createElement("span");
      name.textContent = file.name;
      const row = this.row(name);
      row.file = file;
      this.list.append(row);
      this.start(row);
    }
    this.count();
  }

  async start(row) {
    const { file } = row;
    delete row.dataset.state;
    row.querySelector("progress").hidden = false;
    row.querySelector("[data-again]").hidden = true;
    row.querySelector(".upload__words").textContent = "";
    const task = this.carry(row, file);
    pending.add(task);
    await task;
    pending.delete(task);
  }

  async carry(row, file) {
    const bitmap = await opened(file);
    if (bitmap) drawn(bitmap, row.querySelector("canvas"), 160).hidden = false;
    const light = await lightened(file, bitmap);
    bitmap?.close();
    if (light.size > this.words.bytes) return this.fail(row, this.words.tooLarge, false);
    const bar = row.querySelector("progress");
    const { status, told } = await sentAtLast(this.form, this.words.field, light, (part) => (bar.value = part));
    if (!row.isConnected) return undefined;
    if (status !== 201) return this.fail(row, told.message || this.words.broken, !status || status >= 500);
    const id = Object.assign(document.createElement("input"), { type: "hidden", name: this.words.name, value: told.id });
    const size = Object.assign(document.createElement("span"), { className: "meta num", textContent: told.size });
    row.querySelector(".upload__name").replaceChildren(told.name, " ", size);
    row.prepend(id);
    this.settle(row);
    this.say(`${told.name} ${this.words.done}`);
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
    return undefined;
  }

  settle(row) {
    row.dataset.state = "done";
    row.querySelector("progress").hidden = true;
  }

  fail(row, words, mayTryAgain) {
    row.dataset.state = "failed";
    row.querySelector("progress").hidden = true;
    row.querySelector(".upload__words").textContent = words;
    row.querySelector("[data-again]").hidden = !mayTryAgain;
    this.say(words);
  }

  remove(row) {
    const id = row.querySelector("input[type=hidden]")?.value;
    row.remove();
    this.count();
    this.box.querySelector("input[type=file]:not([hidden])")?.focus();
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
    if (!id) return;
    const content = new FormData();
    content.set("ticket", this.form.elements.ticket.value);
    content.set("id", id);
    const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    // What this does not reach is deleted by the clock.
    fetch(address(this.form) + "remove/", { method: "POST", body: content, headers }).catch(() => {});
  }

  count() {
    const full = this.list.children.length >= this.words.most;
    for (const way of this.box.querySelectorAll(".upload__way")) way.hidden = full;
  }
}

// Who sends the page while files are under way waits for them; what failed is shown first.
const hold = async (event) => {
  const form = event.target;
  const failed = form.querySelector(".upload__file[data-state=failed]");
  if (!pending.size && !failed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (pending.size) {
    const box = form.querySelector(".upload__file:not([data-state])")?.closest("[data-upload]");
    if (box) box.querySelector("[role=status]").textContent = box.dataset.waiting;
    await Promise.all(pending);
    form.requestSubmit(event.submitter);
  } else {
    failed.querySelector("button:not([hidden])").focus();
    failed.scrollIntoView({ block: "center" });
  }
};

const begin = () => {
  for (const box of document.querySelectorAll("[data-upload]")) {
    const form = box.closest("form");
    if (box.uploads || !form?.elements.ticket) continue;
    box.uploads = new Uploads(box);
    form.addEventListener("submit", hold, { capture: true });
  }
};

begin();
// Questions that come with an answer bring theirs along.
new MutationObserver(begin).observe(document.querySelector("main"), { childList: true, subtree: true });
