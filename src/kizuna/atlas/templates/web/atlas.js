// The list of dates becomes a slider that changes the page in place. Without this script the
// dates are links.
"use strict";
(() => {
  const words = JSON.parse(document.body.dataset.words);
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

  // Every date at which the slider comes to rest is a step in the history, so that Back leads to it.
  // What is passed on the way shares one step, whose address moves along.
  const past = {
    draft: false, moving: false, due: false, shown: location.pathname,
    settle() {
      if (this.moving) this.due = true;
      else this.draft = false;
    },
    record(href) {
      this.shown = new URL(href).pathname;
      if (href !== location.href) {
        history[this.draft ? "replaceState" : "pushState"](null, "", href);
        this.draft = true;
      }
      if (this.due) this.draft = false;
      this.moving = this.due = false;
    },
  };

  const show = async (href, { again = false } = {}) => {
    const mine = ++asked, main = document.querySelector("main");
    main.setAttribute("aria-busy", "true");
    let found;
    if (location.protocol === "file:") return void location.assign(href);
    try {
      found = new DOMParser().parseFromString(await page(href), "text/html");
    } catch {
      if (mine === asked) location.assign(href);
      return;
    }
    if (mine !== asked) return;
    const old = document.querySelector("main > .years"), input = old?.querySelector("input");
    const held = input && document.activeElement === input;
    const fresh = found.querySelector("main");
    const years = fresh.querySelector(".years");
    // The slider itself stays, so that a finger or a key does not lose it.
    if (old && years) years.replaceWith(old);
    document.querySelector("main").replaceWith(fresh);
    if (held) input.focus({ preventScroll: true });
    document.title = found.title;
    for (const part of [".bar-top nav", "footer"]) {
      const now = document.querySelector(part), then = found.querySelector(part);
      if (now && then) now.replaceWith(then);
    }
    if (again) past.shown = location.pathname;
    else past.record(href);
    document.dispatchEvent(new Event("kizuna:shown"));
  };

  // Years under the slider, where its knob stands for them.
  const scale = (links) => {
    const box = document.createElement("div"), last = links.length - 1;
    const every = last > 12 ? 5 : 1;
    box.className = "scale";
    box.setAttribute("aria-hidden", "true");
    links.forEach((link, n) => {
      const year = Number(link.dataset.day.slice(0, 4));
      if (n !== last && (year % every || (last - n < every && every > 1))) return;
      const mark = document.createElement("span");
      mark.textContent = every > 1 && n === last ? link.textContent.replace(link.dataset.day, "") : String(year);
      mark.style.left = `calc(.5rem + (100% - 1rem) * ${last ? n / last : 0})`;
      mark.className = n !== last && (year % 10 || last - n < 8) && every > 1 ? "minor" : "";
      box.append(mark);
    });
    return box;
  };

  const slide = (nav) => {
    const links = [...nav.querySelectorAll("a")];
    if (links.length < 2 || nav.querySelector("input")) return;
    // Of a site without a server they are relative, and the page's address is about to change.
    links.forEach((link) => { link.href = link.href; });
    const bar = document.createElement("div"), input = document.createElement("input");
    const said = document.createElement("output"), play = document.createElement("button");
    // A day between two stops stands at the one before, and keeps its own date.
    const current = links.filter((link) => link.dataset.day <= nav.dataset.on).length - 1;
    let timer = 0, rest = 0, playing = 0, held = false;
    bar.className = "slide";
    input.type = "range";
    input.min = "0";
    input.max = String(links.length - 1);
    input.value = String(Math.max(current, 0));
    input.setAttribute("aria-label", nav.getAttribute("aria-label"));
    play.type = "button";
    play.textContent = words.play;
    const say = (day = links[Number(input.value)].dataset.day) => {
      said.textContent = day;
      input.setAttribute("aria-valuetext", day);
    };
    const move = (wait) => {
      say();
      clearTimeout(timer);
      clearTimeout(rest);
      past.moving = true;
      timer = setTimeout(() => show(links[Number(input.value)].href), wait);
      if (!playing) rest = setTimeout(() => past.settle(), 600);
    };
    const stop = () => {
      clearInterval(playing);
      playing = 0;
      play.textContent = words.play;
      past.settle();
    };
    input.addEventListener("input", () => move(60));
    // A finger or mouse that lets go has chosen; a key that is held down passes through years.
    input.addEventListener("pointerdown", () => { held = true; });
    input.addEventListener("change", () => {
      if (held) past.settle();
      held = false;
    });
    addEventListener("popstate", () => {
      const at = links.findIndex((link) => link.pathname === location.pathname);
      if (location.pathname === past.shown || !nav.isConnected) return;
      if (at < 0) return location.reload(); // a day between the dates of the slider
      clearTimeout(timer);
      if (playing) stop();
      Object.assign(past, { draft: false, moving: false, due: false });
      input.value = String(at);
      say();
      show(links[at].href, { again: true });
    });
    play.addEventListener("click", () => {
      if (playing) return stop();
      if (Number(input.value) === links.length - 1) input.value = "0";
      play.textContent = words.stop;
      playing = -1;
      move(0);
      playing = setInterval(() => {
        input.value = String(Number(input.value) + 1);
        move(0);
        if (Number(input.value) === links.length - 1) stop();
      }, 900);
    });
    say(nav.dataset.on);
    const rail = document.createElement("div");
    rail.className = "rail";
    rail.append(input, scale(links));
    bar.append(play, rail, said);
    nav.classList.add("sliding");
    nav.prepend(bar);
  };

  // A zoom of the timeline takes the place of the picture; groups of lines can be left out.
  const groups = (box, bar) => {
    const bands = [...box.querySelectorAll(".tl-band")];
    const tops = bands.map((band) => band.getBBox());
    const shown = bands.map(() => true);
    const lay = () => {
      let up = 0;
      bands.forEach((band, n) => {
        const next = n + 1 < bands.length ? tops[n + 1].y : tops[n].y + tops[n].height;
        band.style.display = shown[n] ? "" : "none";
        band.setAttribute("transform", `translate(0 ${-up})`);
        if (!shown[n]) up += next - tops[n].y;
      });
    };
    bar.querySelectorAll("label").forEach((label) => label.remove());
    bands.forEach((band, n) => {
      const label = document.createElement("label"), check = document.createElement("input");
      check.type = "checkbox";
      check.checked = true;
      check.addEventListener("change", () => {
        shown[n] = check.checked;
        lay();
      });
      label.append(check, ` ${band.querySelector(".tl-heading").textContent}`);
      bar.append(label);
    });
  };

  const zoom = (bar) => {
    const box = bar.parentElement.querySelector(".picture"), links = bar.querySelectorAll("a");
    links[0].setAttribute("aria-current", "true");
    groups(box, bar);
    bar.addEventListener("click", async (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        // The page has the style already, and its security policy would refuse this one.
        const text = (await page(link.href)).replace(/<style>[^]*?<\/style>/g, "");
        const svg = new DOMParser().parseFromString(text, "image/svg+xml");
        box.replaceChildren(document.importNode(svg.documentElement, true));
      } catch {
        return void location.assign(link.href);
      }
      links.forEach((one) => one.removeAttribute("aria-current"));
      link.setAttribute("aria-current", "true");
      groups(box, bar);
    });
  };

  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", unfold);
  // Paper cannot be unfolded.
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  });
  unfold();

  const enhance = () => {
    document.querySelectorAll("[data-years]").forEach(slide);
    document.querySelectorAll("[data-zooms]").forEach(zoom);
  };
  document.addEventListener("kizuna:shown", enhance);
  enhance();
})();
