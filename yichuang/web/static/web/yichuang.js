// Keys that work on every page: "/" search, j and k rows, Enter open, t the chart's table, ? help. Pages work without it.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("here", row === next));
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const acts = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    t: () => document.querySelectorAll("details[data-chart-table]").forEach((table) => { table.open = !table.open; }),
    "?": () => document.getElementById("help")?.showModal(),
    Enter: () => document.querySelector("[data-row].here a[href]")?.click(),
  };

  // A button or link may have a key of its own, which it shows: data-key="a".
  function keyed(key) {
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return found ? () => found.click() : undefined;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (document.querySelector("dialog[open]")) return;
    const act = acts[event.key] ?? keyed(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.parentElement.remove();
    event.target.closest("[data-shuts]")?.closest("dialog")?.close();
    const opens = event.target.closest("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens)?.showModal();
  });

  // Words that can be copied have a button for it, where the browser can copy: data-copies="id".
  if (navigator.clipboard) {
    document.querySelectorAll("[data-copies]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
        button.parentElement.querySelector("[data-copied]").textContent = " 已复制";
      });
    });
  }

  // A form that failed is told at the top; a piece that htmx brought keeps the reader where they are.
  document.querySelector(".summary")?.focus();
})();
