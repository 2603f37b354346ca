// A signature drawn with a finger becomes a picture in the file input below it, black on white.
// Without this module the typed name is enough, or a picture of a signature is chosen.
const WIDE = 900, HIGH = 300, PEN = 5;

class Pad {
  constructor(box) {
    this.input = box.querySelector("input[type=file]");
    const template = box.querySelector("template");
    if (!this.input || !template) return;
    this.strokes = [];
    const pad = template.content.firstElementChild.cloneNode(true);
    this.canvas = pad.querySelector("canvas");
    this.clear = pad.querySelector("[data-clear]");
    this.words = pad.querySelector("[role=status]");
    this.input.closest("label").replaceWith(pad);
    this.input.hidden = true;
    pad.append(this.input);
    Object.assign(this.canvas, { width: WIDE, height: HIGH });
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.end());
    this.clear.addEventListener("click", () => this.wipe());
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDE) / box.width, ((event.clientY - box.top) * HIGH) / box.height];
  }

  begin(event) {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.at(event)];
    this.strokes.push(this.stroke);
    this.show();
  }

  go(event) {
    if (!this.stroke || !event.isPrimary) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const point of passed.length ? passed : [event]) this.stroke.push(this.at(point));
    this.show();
  }

  end() {
    if (!this.stroke) return;
    this.stroke = null;
    this.keep();
    this.clear.hidden = false;
    this.words.textContent = this.words.dataset.signed;
    this.canvas.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, WIDE, HIGH);
    this.draw(pen, getComputedStyle(this.canvas).color);
  }

  draw(pen, ink) {
    Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: ink });
    for (const stroke of this.strokes) {
      pen.beginPath();
      pen.moveTo(...stroke[0]);
      for (let place = 1; place < stroke.length; place += 1) {
        const [[x, y], [toX, toY]] = [stroke[place - 1], stroke[place]];
        pen.quadraticCurveTo(x, y, (x + toX) / 2, (y + toY) / 2);
      }
      pen.lineTo(...stroke.at(-1));
      pen.stroke();
    }
  }

  keep() {
    const paper = Object.assign(document.createElement("canvas"), { width: WIDE, height: HIGH });
    const pen = paper.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, WIDE, HIGH);
    this.draw(pen, "black");
    const bytes = Uint8Array.from(atob(paper.toDataURL("image/png").split(",")[1]), (sign) => sign.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "signature.png", { type: "image/png" }));
    this.input.files = files.files;
  }

  wipe() {
    this.strokes = [];
    this.input.value = "";
    this.show();
    this.clear.hidden = true;
    this.words.textContent = this.words.dataset.cleared;
    this.canvas.scrollIntoView({ block: "nearest" });
  }
}

const begin = () => {
  for (const box of document.querySelectorAll("[data-signature]")) box.pad ??= new Pad(box);
};

begin();
// Questions that come with an answer bring theirs along.
new MutationObserver(begin).observe(document.querySelector("main"), { childList: true, subtree: true });
