// Display modes without a reload, and a menu that closes with Escape. Without this module the links work as links.
const root = document.documentElement;
root.classList.add("js");

const keep = (name, value) => {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; samesite=lax; max-age=${value ? 31536000 : 0}${secure}`;
};

const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

const show = () => {
  const now = { type: root.dataset.type === "large" ? "large" : "regular", theme: isDark() ? "dark" : "light" };
  for (const link of document.querySelectorAll("[data-display]")) {
    for (const words of link.querySelectorAll("[data-when]")) {
      words.hidden = words.dataset.when !== now[link.dataset.display];
    }
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-display]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  if (link.dataset.display === "type") {
    const value = root.dataset.type === "large" ? "" : "large";
    if (value) root.dataset.type = value;
    else delete root.dataset.type;
    keep("type", value);
  } else {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.querySelector('meta[name="color-scheme"]').content = root.dataset.theme;
    keep("theme", root.dataset.theme);
  }
  show();
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("[data-menu][open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.querySelector("[data-error-summary]")?.focus();
show();
