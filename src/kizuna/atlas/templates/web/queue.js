// Keys of the review queue. Every key presses a button or follows a link that is on the page.
"use strict";
(() => {
  const help = document.getElementById("keys");
  const why = document.querySelector("details.why");
  const reasons = [...document.querySelectorAll(".why input[type=radio]")];

  const reject = () => {
    why.open = !why.open;
    if (why.open) reasons[0].focus();
  };
  if (why) why.addEventListener("toggle", () => {
    if (why.open) why.scrollIntoView({ block: "nearest" });
  });

  const writes = (at) => at.isContentEditable || at.matches("textarea, select, input:not([type=radio])");

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "Escape") {
      if (why?.open) {
        why.open = false;
        why.querySelector("summary").focus();
      } else if (writes(target)) {
        target.blur();
      } else {
        document.querySelector("[data-key=Escape]")?.click();
      }
      return;
    }
    if (writes(target)) return;
    if (why?.open) {
      const chosen = reasons[Number(key) - 1];
      if (chosen) {
        event.preventDefault();
        chosen.checked = true;
        chosen.focus();
        return;
      }
    }
    // Enter presses what has the focus; only where nothing has it, it goes on.
    if (key === "Enter" && target !== document.body && target.id !== "main") return;
    const deed = key === "?" ? help : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!deed) return;
    event.preventDefault();
    if (event.repeat) return;
    if (deed === why) reject();
    else if (deed === help) help.open = !help.open;
    else deed.click();
  });

  document.querySelector("[data-first]")?.focus();
})();
