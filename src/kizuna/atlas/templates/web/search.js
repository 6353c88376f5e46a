// Results while typing, for every search field of a page. Without this script the form works.
// A served atlas answers at data-answers; a static one has its index at data-index, as a script:
// a page opened from a disk may load scripts, but no data.
"use strict";
(() => {
  const field = document.querySelector("input[data-search]");
  if (!field) return;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let asked = 0, timer = 0, chosen = -1, index = null;
  const ACTOR = /(?:^|\/)codebook\/actors(?:\.html)?#([\w-]+)$/;
  const root = field.dataset.root || "", words = JSON.parse(document.body.dataset.words);

  list.id = "search-options";
  list.className = "search-options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.found);
  list.hidden = true;
  status.className = "unseen";
  status.setAttribute("role", "status");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.insertAdjacentElement("afterend", list);
  list.insertAdjacentElement("afterend", status);

  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // At most one letter wrong, missing, too many or swapped with its neighbour.
  const near = (a, b) => {
    if (Math.abs(a.length - b.length) > 1 || a.length < 4) return false;
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    const s = a.slice(i), t = b.slice(i);
    return s.slice(1) === t.slice(1) || s.slice(1) === t || s === t.slice(1) ||
      (s[0] === t[1] && s[1] === t[0] && s.slice(2) === t.slice(2));
  };

  const read = () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = field.dataset.index;
    script.onload = () => resolve(globalThis.kizunaIndex);
    script.onerror = reject;
    document.head.append(script);
  });

  const load = async () => {
    if (!index) {
      const rows = await read();
      index = rows.map(([path, sort, title, under, names]) => ({
        path, sort, title, under, text: "",
        words: fold(`${title} ${under} ${sort} ${names}`).split(/[^\p{L}\p{N}]+/u),
        head: fold(title),
      }));
    }
    return index;
  };

  const matches = (asked, entry, like) => asked.every((word) =>
    entry.words.some((held) => held.startsWith(word) || (like && near(word, held)) ||
      (word > "\u2e80" && held.includes(word))));

  const local = async (query) => {
    const entries = await load();
    // A group of abbreviations, such as 日豪, names the actors one by one.
    const actor = (sign) => entries.find((entry) =>
      ACTOR.test(entry.path) && entry.words.includes(sign));
    const groups = query.split(/\s+/).map((word) => {
      const found = [...fold(word)].map((sign) => sign > "\u2e80" && actor(sign));
      return found.length > 1 && found.length < 6 && found.every(Boolean) ? found : null;
    });
    const named = groups.flatMap((found) => found ?? []);
    const spelled = query.split(/\s+/).map((word, n) => groups[n]?.map((one) => one.title).join(" ") ?? word);
    const asked = fold(spelled.join(" ")).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    if (!asked.length) return { hits: [], named: [], total: 0 };
    let hits = entries.filter((entry) => matches(asked, entry, false));
    if (!hits.length) hits = entries.filter((entry) => matches(asked, entry, true));
    const whole = asked.join(" ");
    const worth = (entry) => entry.head === whole ? 0 :
      asked.every((word) => entry.words.includes(word)) ? 1 : entry.head.startsWith(whole) ? 2 : 3;
    // The index is in the order of what is sought most, and sorting keeps that.
    hits.sort((a, b) => worth(a) - worth(b));
    const names = named.map((one) => ({ code: ACTOR.exec(one.path)[1], name: one.title }));
    return { hits: hits.slice(0, 8), named: names, total: hits.length };
  };

  const served = async (query) => {
    const answer = await fetch(`${field.dataset.answers}?q=${encodeURIComponent(query)}`);
    return answer.ok ? answer.json() : { hits: [], named: [], total: 0 };
  };

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (to) => {
    const options = list.children;
    if (!options.length) return;
    if (chosen >= 0) options[chosen].setAttribute("aria-selected", "false");
    chosen = (to + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[chosen].id);
  };

  // Before an actor stands its partnership with the focal one, and first those that the query names.
  const withPairs = ({ hits, named = [] }) => {
    const { focal, pair, partners } = document.body.dataset, offered = new Set();
    const together = (code, name) => {
      if (!partners.split(" ").includes(code) || offered.has(code)) return [];
      offered.add(code);
      const title = words.pair.replace("%(one)s", focal).replace("%(other)s", name);
      return [{ href: pair.replace("CODE", code), sort: words.sort, title, under: "" }];
    };
    const first = named.some((one) => one.name === focal)
      ? named.flatMap((one) => together(one.code, one.name)) : [];
    return [...first, ...hits.flatMap((hit) => {
      const code = ACTOR.exec(hit.path)?.[1];
      return code ? [...together(code, hit.title), hit] : [hit];
    })];
  };

  const show = (found) => {
    const hits = withPairs(found), total = Math.max(found.total ?? 0, found.hits.length);
    const counted = (text) => text.replace("%(n)s", found.hits.length).replace("%(total)s", total);
    list.replaceChildren(...hits.map((hit, number) => {
      const option = document.createElement("li");
      const link = document.createElement("a");
      const sort = document.createElement("span");
      const under = document.createElement("span");
      option.id = `search-option-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      link.href = hit.href ?? root + hit.path;
      link.tabIndex = -1;
      link.textContent = hit.title;
      sort.className = "sort";
      sort.textContent = hit.sort;
      under.className = "soft";
      under.textContent = hit.under;
      option.append(sort, link, under);
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", (event) => { if (event.target !== link) link.click(); });
      return option;
    }));
    chosen = -1;
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(hits.length > 0));
    field.removeAttribute("aria-activedescendant");
    // Without a server there is no page of results to which Enter would lead.
    const more = total > found.hits.length && !field.dataset.index ? words.more : "";
    list.dataset.count = hits.length ? counted(words.count) + more : "";
    status.textContent = hits.length ? counted(words.hits) : words.none;
  };

  const ask = async () => {
    const query = field.value.trim(), mine = ++asked;
    if (!query) return close();
    try {
      const hits = await (field.dataset.index ? local(query) : served(query));
      if (mine === asked) show(hits);
    } catch {
      close(); // the form still works
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 60);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return void ask();
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      list.children[chosen].querySelector("a").click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", close);
  // A form that was sent where no server answers comes back with the query in the address.
  const sent = field.dataset.index && new URLSearchParams(location.search).get("q");
  if (sent) {
    field.value = sent;
    field.focus();
    ask();
  }
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
})();
