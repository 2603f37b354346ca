// The form in a frame of another site: it says how high it is, and nothing else, to the page around.
import { FormClient } from "./form-client.js";

const root = document.querySelector("[data-form]");
const inside = root.closest(".page");
// The height of what is inside: that of the document is never less than the frame's own.
const tell = () => parent !== window && parent.postMessage({ tongxinForm: root.dataset.form, height: Math.ceil(inside.getBoundingClientRect().bottom + scrollY) }, "*");

new ResizeObserver(tell).observe(inside);
new FormClient(root, { slug: root.dataset.form, language: document.documentElement.lang, api: root.dataset.api }).open().then(tell);
