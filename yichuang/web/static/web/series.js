// The form of a series: buttons that add, move and remove pieces swap the form in place, and what stood open stays open.
// Without it the same buttons load the page anew.
(() => {
  "use strict";
  const swap = (form, values) => window.htmx.ajax("POST", new URL("../editing/", location.href).pathname, {
    source: form, target: "#editor", swap: "outerHTML", values,
  });

  document.addEventListener("toggle", (event) => {
    const mark = event.target.querySelector?.(":scope > input[name=open]");
    if (mark) mark.disabled = !event.target.open;
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button || !window.htmx) return;
    event.preventDefault();
    swap(button.form, { do: button.value });
  });

  document.addEventListener("change", (event) => {
    if (window.htmx && event.target.closest("[data-reshapes]")) swap(event.target.form, {});
  });

  // What was typed and not saved is not left without a question.
  let unsaved = false;
  document.addEventListener("input", (event) => { if (event.target.form?.id === "series-form") unsaved = true; });
  document.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // A fault leads to its field: what hides it opens first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#at-']");
    let at = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    for (; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  });
})();
