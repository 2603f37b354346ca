// A form that can be filled in without a connection: kept on the phone, sent once when it is back.
import { FormClient, sendAnswers } from "./form-client.js";
import { make } from "./drawing.js";
import * as queue from "./queue.js";
import { Waiting, button, install } from "./waiting.js";

const root = document.querySelector("[data-form]");
const language = document.documentElement.lang;
const another = language.startsWith("zh") ? "再填一份" : "Fill in another";
const { form: slug, api } = root.dataset;

const waiting = new Waiting(document.querySelector("[data-waiting]"), { language, send: sendAnswers });
const client = new FormClient(root, {
  slug, api, language, onOffline: (packed, from) => waiting.keepForLater(packed, from),
  onSent: async (_receipt, from) => {
    await queue.forget(from.key);
    from.root.append(make("p", { class: "buttons" }, button(another, () => { from.begin(); from.draw(); })));
    await waiting.tell();
  },
});
waiting.client = client;
waiting.watch();
await client.open();
if (queue.canKeep()) await waiting.flush();
await install(root, [location.pathname, `${api}/forms/${slug}`]);
