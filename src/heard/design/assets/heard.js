// Script only adds: every page works without it.
import { initAll } from "./nhsuk-frontend.min.js";

initAll();

// A page about long work says so and loads itself again until it is over.
const waiting = document.querySelector("[data-heard-refresh]");
if (waiting) {
  setTimeout(() => window.location.reload(), Number(waiting.dataset.heardRefresh) * 1000);
}

// Filters stand beside the list where there is room; on a telephone they are folded away above it.
if (window.matchMedia("(max-width: 61.24em)").matches) {
  for (const folded of document.querySelectorAll("details[data-heard-fold]")) {
    if (!folded.querySelector(".nhsuk-error-message")) folded.open = false;
  }
}

// A key on a button presses it, on a summary opens it: the letter stands in data-heard-key.
const keyed = (key) => /^[a-z]$/.test(key) && document.querySelector(`[data-heard-key="${key}"]`);

// j and k go to the next and the previous item of a list, o opens it, / goes to the search box, ? shows the keys.
const items = () => Array.from(document.querySelectorAll("[data-heard-item]"));
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const list = items();
  const at = list.findIndex((item) => item.contains(document.activeElement));
  const go = (item) => item && item.querySelector("a, button")?.focus();
  if (event.key === "j") go(list[Math.min(at + 1, list.length - 1)]);
  else if (event.key === "k") go(list[Math.max(at - 1, 0)]);
  else if (event.key === "o" && at >= 0) list[at].querySelector("a")?.click();
  else if (event.key === "/") document.querySelector("[data-heard-search]")?.focus();
  else if (event.key === "?") {
    const keys = document.querySelector("[data-heard-keys]");
    if (keys) { keys.open = true; keys.querySelector("summary")?.focus(); }
  } else if (keyed(event.key)) {
    const pressed = keyed(event.key);
    pressed.focus();
    pressed.click();
  } else return;
  event.preventDefault();
});
