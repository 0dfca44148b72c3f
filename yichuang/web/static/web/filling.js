// Filling in like a sheet: Enter and arrows move, Ctrl+Enter saves, a reason is asked for where a figure changes.
(() => {
  "use strict";
  const form = document.querySelector("[data-filling]");
  if (!form) return;
  const fields = [...form.querySelectorAll("[data-amount]")];
  const changed = (field) => field.value.trim() !== field.dataset.was;
  let sending = false;

  function go(field, by) {
    const next = fields[fields.indexOf(field) + by];
    if (next) { next.focus(); next.select(); }
    else if (by > 0) form.querySelector("button")?.focus();
  }

  function ask(field) {
    const reason = form.querySelector(`[data-reason="${field.id}"]`);
    if (reason) reason.hidden = !changed(field) && !reason.querySelector("[aria-invalid]") && !reason.querySelector("input").value;
  }

  fields.forEach((field) => {
    ask(field);
    field.addEventListener("input", () => ask(field));
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); go(field, 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); go(field, -1); }
    });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && fields.some(changed)) event.preventDefault();
  });
})();
