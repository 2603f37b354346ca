// The device's own position, and a map drawn from the city's areas, put numbers into the inputs below.
// Without this module one types the numbers, or a community.
const SVG = "http://www.w3.org/2000/svg";
const STEP = 12;

const drawn = (name, attributes) => {
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return shape;
};

class Position {
  constructor(box) {
    this.box = box;
    this.said = box.querySelector("[data-said]");
    this.areaName = box.querySelector("input[id$='.area']");
    for (const part of ["lat", "lon"]) {
      this[part] = box.querySelector(`input[id$='.${part}']`);
      this[part].addEventListener("input", () => this.how("", ""));
    }
    if (navigator.geolocation) this.offerDevice();
    this.load("").catch(() => {}); // Without a map the numbers and the community remain.
  }

  how(by, within) {
    this.box.querySelector("[data-by]").value = by;
    this.box.querySelector("[data-within]").value = within;
    if (!by) this.said.textContent = "";
  }

  keep(lat, lon, by, within, words) {
    this.lat.value = lat.toFixed(6);
    this.lon.value = lon.toFixed(6);
    this.areaName.value = "";
    this.how(by, within);
    this.said.textContent = words;
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  offerDevice() {
    const tools = this.box.querySelector("template[data-tools]").content.cloneNode(true);
    tools.querySelector("[data-here]").addEventListener("click", () => {
      this.said.textContent = this.box.dataset.asking;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const metres = Math.max(1, Math.min(100_000, Math.round(coords.accuracy)));
          this.keep(coords.latitude, coords.longitude, "phone", metres, this.box.dataset.phone.replace("{n}", metres));
          this.showPin();
        },
        () => (this.said.textContent = this.box.dataset.none),
        { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
      );
    });
    this.said.before(tools);
  }

  async load(within) {
    const form = this.box.closest("form");
    const base = new URL(form.action, location).pathname.match(/^.*\/forms\/[^/]+\//)[0];
    const answer = await fetch(`${base}map/${within ? `?within=${encodeURIComponent(within)}` : ""}`);
    const sheet = answer.ok ? await answer.json() : { areas: [] };
    if (!sheet.areas.length) return false;
    if (!this.map) this.build();
    this.sheet = sheet;
    this.draw();
    return true;
  }

  build() {
    const tools = this.box.querySelector("template[data-map]").content.cloneNode(true);
    this.map = tools.querySelector("svg");
    this.choice = tools.querySelector("[data-areas]");
    this.first = this.choice.options[0];
    this.up = tools.querySelector("[data-up]");
    this.up.addEventListener("click", () => this.load(this.sheet.up));
    this.choice.addEventListener("change", () => this.choose(this.choice.value));
    this.map.addEventListener("click", (event) => this.click(event));
    for (const button of tools.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => this.move(...button.dataset.move.split(",").map(Number)));
    }
    this.said.before(tools);
  }

  draw() {
    const { frame, areas } = this.sheet;
    this.map.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
    this.map.replaceChildren();
    for (const area of areas) {
      if (area.path) this.map.append(drawn("path", { class: "position__area", d: area.path, "data-code": area.code }));
      else this.map.append(drawn("circle", { class: "position__centre", cx: area.x, cy: area.y, r: 5, "data-code": area.code }));
    }
    for (const area of areas.length > 30 ? [] : areas) {
      const name = drawn("text", { class: "position__name", x: area.x, y: area.y + (area.path ? 0 : 24), "aria-hidden": "true" });
      name.textContent = area.name.replace(/(.{2,})(街道|社区)$/, "$1");
      this.map.append(name);
    }
    this.choice.replaceChildren(this.first, ...areas.map((area) => new Option(area.name, area.code)));
    this.choice.value = "";
    this.up.hidden = !this.sheet.up;
    this.showPin();
  }

  // The centre of what was chosen is kept at once; a closer map lets one be more exact.
  async choose(code) {
    const area = this.sheet.areas.find((one) => one.code === code);
    if (!area) return;
    this.keep(area.lat, area.lon, "area", "", this.box.dataset.area.replace("{name}", area.name));
    if (!area.has_more || !(await this.load(code))) this.showPin();
    else this.choice.focus();
  }

  click(event) {
    const area = this.sheet.areas.find((one) => one.code === event.target.dataset.code);
    if (area?.has_more) return void this.choose(area.code);
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.map.getScreenCTM().inverse());
    this.pin(point.x, point.y);
  }

  pin(x, y) {
    const { frame } = this.sheet;
    const inside = (value, most) => Math.max(0, Math.min(most, value));
    const lat = frame.north - inside(y, frame.height) / frame.down;
    const lon = frame.west + inside(x, frame.width) / frame.across;
    const metres = Math.max(1, Math.min(100_000, Math.round(frame.metres * STEP)));
    this.keep(lat, lon, "map", metres, this.box.dataset.map.replace("{n}", metres));
    this.showPin();
  }

  move(across, down) {
    const { frame } = this.sheet;
    const at = this.place() ?? { x: frame.width / 2, y: frame.height / 2 };
    this.pin(at.x + across * STEP, at.y + down * STEP);
  }

  place() {
    const [lat, lon] = [Number.parseFloat(this.lat.value), Number.parseFloat(this.lon.value)];
    if (Number.isNaN(lat) || Number.isNaN(lon)) return null;
    const { frame } = this.sheet;
    const [x, y] = [(lon - frame.west) * frame.across, (frame.north - lat) * frame.down];
    return x >= 0 && x <= frame.width && y >= 0 && y <= frame.height ? { x, y } : null;
  }

  showPin() {
    this.map?.querySelector(".position__pin")?.remove();
    const at = this.map && this.place();
    if (at) this.map.append(drawn("circle", { class: "position__pin", cx: at.x, cy: at.y, r: 10 }));
  }
}

const begin = () => {
  for (const box of document.querySelectorAll("[data-position]")) box.position ??= new Position(box);
};

begin();
// Questions that come with an answer bring theirs along.
new MutationObserver(begin).observe(document.querySelector("main"), { childList: true, subtree: true });
