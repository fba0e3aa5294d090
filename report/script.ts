/** What the page can do with a script, and only then shows: theme, filter, zoom, copy. A link opens what it leads into. */
export const SCRIPT = `
(() => {
  const make = (name, text, does) => { const made = document.createElement(name); made.textContent = text; if (does) made.addEventListener("click", does); if (name === "button") made.type = "button"; return made; };
  const tools = make("div", ""); tools.className = "tools";

  const THEMES = ["auto", "light", "dark"]; let theme = 0;
  const themed = make("button", "Theme: auto", () => {
    theme = (theme + 1) % THEMES.length;
    if (theme === 0) delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = THEMES[theme];
    themed.textContent = "Theme: " + THEMES[theme];
  });

  const filter = make("input", ""); filter.type = "search"; filter.placeholder = "Filter rows, mails, events"; filter.setAttribute("aria-label", filter.placeholder);
  const told = make("span", ""); told.className = "quiet"; told.setAttribute("role", "status");
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase(); let shown = 0;
    for (const row of document.querySelectorAll("[data-row]")) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      if (row.hidden) continue;
      shown += 1;
      if (wanted !== "") for (let at = row.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    }
    told.textContent = wanted === "" ? "" : shown + " shown";
  });

  const unfold = (open) => () => { for (const one of document.querySelectorAll("main details")) one.open = open; };
  tools.append(filter, told, make("button", "Open all", unfold(true)), make("button", "Close all", unfold(false)), themed);
  document.querySelector("main").prepend(tools);

  for (const picture of document.querySelectorAll("[data-zoom]")) {
    const graph = picture.querySelector("svg"); let factor = 1;
    const zoom = (by) => () => {
      factor = Math.min(3, Math.max(.5, factor * by));
      graph.classList.toggle("zoomed", factor !== 1);
      graph.style.width = factor === 1 ? "" : graph.viewBox.baseVal.width * factor + "px";
    };
    const bar = make("div", ""); bar.className = "tools";
    const [less, more] = [make("button", "−", zoom(1 / 1.25)), make("button", "+", zoom(1.25))];
    less.setAttribute("aria-label", "Smaller picture"); more.setAttribute("aria-label", "Larger picture");
    bar.append(less, more); picture.before(bar); const both = make("div", ""); picture.replaceWith(both); both.append(bar, picture);
  }

  for (const command of document.querySelectorAll("[data-copy]")) {
    const copy = make("button", "Copy", () => navigator.clipboard?.writeText(command.textContent).then(() => { copy.textContent = "Copied"; }));
    command.after(copy);
  }

  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (const one of target.querySelectorAll(":scope > details")) one.open = true;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal); reveal();
})();
`;
