// What a script can add to the page; everything works without it.
"use strict";

const { home, page } = document.body.dataset;

// A file dropped on a field is chosen; one that is too large is not sent.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const complaint = zone.querySelector("[data-complaint]");
  const endings = input.accept.split(",");
  const limit = Number(input.dataset.limit);

  const complain = (text) => {
    complaint.textContent = text;
    complaint.hidden = !text;
    if (text) input.value = "";
  };
  const examine = () => {
    const files = [...input.files];
    const strange = files.find((file) => !endings.some((e) => file.name.toLowerCase().endsWith(e)));
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (strange) complain(`“${strange.name}”不是${endings.join("或者")}文件，请重新选择。`);
    else if (limit && size > limit * 1024 * 1024) complain(`文件超过${limit}兆，请确认选对了文件。`);
    else complain("");
  };
  input.addEventListener("change", examine);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (!input.multiple && event.dataTransfer.files.length > 1) {
      complain("一次只能交一份工作簿。");
      return;
    }
    input.files = event.dataTransfer.files;
    examine();
    if (input.files.length) input.form.requestSubmit();
  });
}

// Beside the fields, the browser would leave the page to show the file.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => event.preventDefault());
}

// A form is sent once.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("button");
    if (button.getAttribute("aria-disabled")) {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.once;
  });
}

// How far a long work is.
for (const shown of document.querySelectorAll("[data-progress]")) {
  const bar = shown.querySelector("progress");
  const text = shown.querySelector("[data-text]");
  const ask = async () => {
    try {
      const answer = await fetch(shown.dataset.progress, { cache: "no-store" });
      const work = await answer.json();
      if (!work.running) {
        location.reload();
        return;
      }
      if (work.total) {
        bar.max = work.total;
        bar.value = work.number;
      }
      if (text.textContent !== work.text) text.textContent = work.text;
      setTimeout(ask, 300);
    } catch {
      text.textContent = "程序已经关闭。请重新启动程序，再交一次工作簿。";
    }
  };
  setTimeout(ask, 300);
}

// Where the page was sent, a keyboard or a screen reader goes on.
const target = location.hash && document.getElementById(location.hash.slice(1));
if (target) target.focus({ preventScroll: true });

// The page is closed, or another takes its place.
if (home) {
  addEventListener("pagehide", () => navigator.sendBeacon(`${home}leave?page=${page}`));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
