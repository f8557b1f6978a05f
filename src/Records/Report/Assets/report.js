"use strict";
(() => {
  document.documentElement.classList.add("scripted");

  // A click on a heading sorts by it: numbers by value, text by letters, cells without a value last.
  const value = (row, column) => {
    const text = row.cells[column].dataset.v;
    const number = Number(text);
    return text !== "" && Number.isFinite(number) ? number : text;
  };
  const compare = (a, b, sign) => {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => compare(value(a, column), value(b, column), down ? -1 : 1));
      table.tBodies[0].append(...rows);
    }));
  }

  for (const input of document.querySelectorAll("input.filter")) {
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      for (const row of document.getElementById(input.dataset.table).tBodies[0].rows)
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }

  for (const group of document.querySelectorAll(".switched")) {
    const figures = [...group.querySelectorAll("figure")];
    const buttons = [...group.querySelectorAll(".switch button")];
    const show = shown => {
      figures.forEach((figure, k) => { figure.hidden = shown >= 0 && k !== shown; });
      buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(k === shown + 1)));
    };
    buttons.forEach((button, k) => button.addEventListener("click", () => show(k - 1)));
  }

  for (const button of document.querySelectorAll("button.zoom"))
    button.addEventListener("click", () => {
      const large = button.closest("figure").classList.toggle("large");
      button.textContent = large ? "Smaller" : "Larger";
    });

  for (const button of document.querySelectorAll("button.save"))
    button.addEventListener("click", () => {
      const picture = button.closest("figure").querySelector("svg");
      const text = new XMLSerializer().serializeToString(picture);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
      link.download = button.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
})();
