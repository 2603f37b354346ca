// The form in a frame of another site: it says how high it is, and nothing else, to the page around.
import { FormClient } from "./form-client.js";

const root = document.querySelector("[data-form]");
const tell = () => parent !== window && parent.postMessage({ tongxinForm: root.dataset.form, height: document.documentElement.scrollHeight }, "*");

new ResizeObserver(tell).observe(document.body);
new FormClient(root, { slug: root.dataset.form, language: document.documentElement.lang, api: root.dataset.api }).open().then(tell);
