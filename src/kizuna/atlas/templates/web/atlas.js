// The list of dates becomes a slider that changes the page in place. Without this script the
// dates are links.
"use strict";
(() => {
  const kept = new Map();
  const page = (href) => {
    if (!kept.has(href)) {
      if (kept.size > 12) kept.delete(kept.keys().next().value);
      kept.set(href, fetch(href).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      }));
    }
    return kept.get(href);
  };
  let asked = 0;

  const show = async (href) => {
    const mine = ++asked, main = document.querySelector("main");
    main.setAttribute("aria-busy", "true");
    let found;
    try {
      found = new DOMParser().parseFromString(await page(href), "text/html");
    } catch {
      if (mine === asked) location.assign(href); // files opened without a server cannot be fetched
      return;
    }
    if (mine !== asked) return;
    const old = document.querySelector("main > .years"), input = old?.querySelector("input");
    const fresh = found.querySelector("main");
    const years = fresh.querySelector(".years");
    // The slider itself stays, so that a finger or a key does not lose it.
    if (old && years) years.replaceWith(old);
    const held = input && document.activeElement === input;
    document.querySelector("main").replaceWith(fresh);
    if (held) input.focus({ preventScroll: true });
    document.title = found.title;
    for (const part of [".bar-top nav", "footer"]) {
      const now = document.querySelector(part), then = found.querySelector(part);
      if (now && then) now.replaceWith(then);
    }
    history.replaceState(null, "", href);
    document.dispatchEvent(new Event("kizuna:shown"));
  };

  const slide = (nav) => {
    const links = [...nav.querySelectorAll("a")];
    if (links.length < 2 || nav.querySelector("input")) return;
    const bar = document.createElement("div"), input = document.createElement("input");
    const said = document.createElement("output"), play = document.createElement("button");
    const current = links.findIndex((link) => link.hasAttribute("aria-current"));
    let timer = 0, playing = 0;
    bar.className = "slide";
    input.type = "range";
    input.min = "0";
    input.max = String(links.length - 1);
    input.value = String(current < 0 ? links.length - 1 : current);
    input.setAttribute("aria-label", nav.getAttribute("aria-label"));
    play.type = "button";
    play.textContent = "Play";
    const say = () => {
      const link = links[Number(input.value)];
      said.textContent = link.dataset.day;
      input.setAttribute("aria-valuetext", link.dataset.day);
    };
    const move = (wait) => {
      say();
      clearTimeout(timer);
      timer = setTimeout(() => show(links[Number(input.value)].href), wait);
    };
    const stop = () => {
      clearInterval(playing);
      playing = 0;
      play.textContent = "Play";
    };
    input.addEventListener("input", () => move(60));
    play.addEventListener("click", () => {
      if (playing) return stop();
      if (Number(input.value) === links.length - 1) input.value = "0";
      play.textContent = "Stop";
      move(0);
      playing = setInterval(() => {
        input.value = String(Number(input.value) + 1);
        move(0);
        if (Number(input.value) === links.length - 1) stop();
      }, 900);
    });
    say();
    bar.append(play, input, said);
    nav.classList.add("sliding");
    nav.append(bar);
  };

  document.querySelectorAll("[data-years]").forEach(slide);
})();
