// Forms that a signed-in person fills in without a connection, for others as well: what waits belongs
// to that account, is sealed so that its session alone opens it, and is sent in its name.
import { ApiProblem, FormClient, saidIn, withFiles } from "./form-client.js";
import { make } from "./drawing.js";
import * as queue from "./queue.js";
import { Waiting, button, install } from "./waiting.js";

const SAID = {
  zh: { as: (name) => `以“${name}”的名义填写，联网后自动发出。`, ended: "还没有登录，或者登录已经过期", signIn: "填好的表留在这台设备上，登录后以填表人的名义发出。", go: "去登录", unknown: "这台设备还没有准备好：请先联网登录，打开一次要填的表。", missing: "这张表打不开，或者您不能填。请联网后再试。", forms: "这台设备上可以离线填的表", another: "再填一份", others: "我替别人填", whom: "替谁填", how: "对方怎样同意的", note: "您是谁、替谁填、对方怎样同意，都会记下来；受理号和查询码发到对方的手机上。", agreed: "请说明对方怎样同意的。", choose: "请选择", waiting: "已存在这台设备里，联网并登录后自动发送" },
  en: { as: (name) => `Filled in by “${name}”, and sent once there is a connection.`, ended: "Nobody is signed in, or the session has ended", signIn: "What was filled in stays on this device and is sent in its author's name after signing in.", go: "Sign in", unknown: "This device is not ready yet: sign in with a connection, and open the form once.", missing: "This form cannot be opened, or not by you. Please try again with a connection.", forms: "Forms that this device can fill in without a connection", another: "Fill in another", others: "I fill this in for somebody else", whom: "Whom you help", how: "How they agreed", note: "You, the person and how they agreed are put on record; number and code go to their phone.", agreed: "Please say how the person agreed.", choose: "Please choose", waiting: "Kept on this device; it is sent once there is a connection and you are signed in" },
};

const root = document.querySelector("[data-form]");
const language = document.documentElement.lang;
const said = language.startsWith("zh") ? SAID.zh : SAID.en;
const about = document.querySelector("[data-account]");
const list = document.querySelector("[data-waiting]");
const slug = () => (/^#[-\w]{1,60}$/.test(location.hash) ? location.hash.slice(1) : "");

// Asks the site with the session. Throws ApiProblem, or TypeError without a connection.
async function ask(path, { body, csrf } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (csrf) headers["X-CSRFToken"] = csrf;
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  const answer = await fetch(`/forms/${path}`, { method: body ? "POST" : "GET", headers, credentials: "same-origin", redirect: "error", body: body && (isForm ? body : JSON.stringify(body)) });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiProblem(answer.status, { detail: found.message, ...found });
  return found;
}

// Who is signed in now; null for nobody, undefined when the site cannot be asked.
async function signedIn() {
  try {
    return await ask("offline/account/");
  } catch (problem) {
    return problem instanceof ApiProblem && problem.status === 401 ? null : undefined;
  }
}

const HELP = ["helped", "agreed"];

// Sends in the name of the account that filled it in; the site refuses any other.
async function sendOwn({ slug: form, version, key, owner, answers, files = [] }) {
  const session = await ask("offline/account/");
  const { csrf } = session;
  const { ticket } = await ask(`${form}/offline/ticket/`, { csrf, body: { owner, key, version } });
  const carry = async ({ field, name, file }) => {
    const body = new FormData();
    body.set("ticket", ticket);
    body.set("field", field);
    body.set("file", file, file.name);
    try {
      return (await ask(`${form}/files/`, { csrf, body })).id;
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 422) problem.errors = [{ where: ["body", "answers", name], code: problem.code, message: problem.message }];
      throw problem;
    }
  };
  const asked = Object.fromEntries(Object.entries(answers).filter(([name]) => !HELP.includes(name)));
  const [helped, agreed] = HELP.map((name) => answers[name]?.[0] ?? "");
  return ask(`${form}/offline/send/`, { csrf, body: { owner, ticket, answers: await withFiles(asked, files, carry), helped, agreed } });
}

// The same for the code of a phone number in it.
async function proveOwn({ slug: form, version, key, owner }, phone, code = "") {
  const { csrf } = await ask("offline/account/");
  const { ticket } = await ask(`${form}/offline/ticket/`, { csrf, body: { owner, key, version } });
  return ask(`${form}/offline/code/`, { csrf, body: { owner, ticket, phone, code } });
}

function helping(ways) {
  const choices = Object.entries(ways).map(([way, words]) => make("option", { value: way }, words));
  return make("details", { class: "helping" }, make("summary", {}, said.others), make("div", { class: "stack" },
    make("div", { class: "field" }, make("label", { for: "helped" }, said.whom), make("input", { id: "helped", name: "helped", maxlength: "50", autocomplete: "off" })),
    make("div", { class: "field" }, make("label", { for: "agreed" }, said.how), make("select", { id: "agreed", name: "agreed" }, make("option", { value: "" }, said.choose), ...choices)),
    make("p", { class: "meta" }, said.note)));
}

function introduce(account, session) {
  const link = `${root.dataset.signIn}?next=${encodeURIComponent(`${location.pathname}${location.hash}`)}`;
  const asks = session === null ? [make("p", { class: "notice__title" }, said.ended), make("div", { class: "notice__body stack stack--s" }, make("p", {}, said.signIn), make("p", { class: "buttons" }, make("a", { class: "button", href: link }, said.go)))] : [];
  about.replaceChildren(...(account ? [make("p", { class: "meta" }, said.as(account.name))] : []), ...(asks.length ? [make("div", { class: "notice notice--due", role: "status", "data-sign-in": true }, ...asks)] : []));
  about.hidden = about.childElementCount === 0;
}

// What a form asks: from the site when it answers, else what was kept of it here.
async function formOf(account, session) {
  if (!session) return queue.keptForm(account.owner, slug());
  try {
    const found = await ask(`${slug()}/offline/form/`);
    await queue.keepForm(account.owner, found);
    return found;
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) return queue.keptForm(account.owner, slug());
    if ([403, 404].includes(problem.status)) await queue.dropForm(account.owner, slug());
    return undefined;
  }
}

async function listForms(account) {
  const forms = await queue.keptForms(account.owner);
  if (!forms.length) return;
  const links = forms.map((form) => make("li", {}, make("a", { href: `#${form.slug}` }, form.document.title)));
  root.append(make("h2", {}, said.forms), make("ul", { class: "stack", role: "list" }, ...links));
}

async function drawForm(account, session, waiting) {
  const form = await formOf(account, session);
  if (!form) {
    root.append(make("p", { class: "notice", role: "alert" }, said.missing));
    return;
  }
  const client = new FormClient(root, {
    slug: form.slug, language, form,
    send: (packed) => {
      const { helped, agreed } = packed.answers;
      if (helped && !agreed) throw new ApiProblem(422, { detail: said.agreed });
      if (!waiting.send) throw new TypeError("not signed in");
      return sendOwn({ ...packed, owner: account.owner });
    },
    prove: (packed, phone, code) => proveOwn({ ...packed, owner: account.owner }, phone, code),
    onOffline: (packed, from) => waiting.keepForLater({ ...packed, owner: account.owner }, from),
    onDrawn: (drawn) => { if (form.may_help) drawn.form.prepend(helping(account.ways)); },
    onSent: async (_receipt, from) => {
      await queue.forget(from.key);
      from.root.append(make("p", { class: "buttons" }, button(said.another, () => { from.begin(); from.draw(); })));
      await waiting.tell();
    },
  });
  waiting.client = client;
  await client.open();
}

async function begin() {
  const session = await signedIn();
  if (session) await queue.remember(session);
  const account = await queue.lastAccount();
  introduce(account, session);
  if (!account) {
    if (session === undefined) root.append(make("p", { class: "notice", role: "alert" }, said.unknown));
    return;
  }
  const seal = queue.accountSeal(account, session?.secret);
  const waiting = new Waiting(list, { language, seal, send: session ? sendOwn : null, prove: proveOwn, words: { waiting: said.waiting } });
  waiting.elsewhere = (form) => { location.hash = form; };
  waiting.onStopped = (problem) => { if (problem.status === 401 || problem.code === "other_account") introduce(account, null); };
  if (slug()) await drawForm(account, session, waiting);
  else await listForms(account);
  await waiting.flush();
  waiting.watch(() => unlock(account, waiting));
}

// Without its session nothing of an account can be opened: it is asked for before each try.
async function unlock(account, waiting) {
  const session = await signedIn();
  if (session === undefined) return;
  const isSame = session?.owner === account.owner;
  introduce(account, isSame ? session : null);
  waiting.seal = queue.accountSeal(account, isSame ? session.secret : undefined);
  waiting.send = isSame ? sendOwn : null;
}

addEventListener("hashchange", () => location.reload());
if (queue.canKeep()) {
  try {
    await begin();
  } catch (problem) {
    root.append(make("p", { class: "notice", role: "alert" }, saidIn(language).offline));
    throw problem;
  }
  await install(root, [location.pathname]);
}
