// Small comforts. Every page works without this file.
"use strict";

// Forms that save themselves: one second after the last change, one request at a time.
function autosave(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let running = null;
  let changedAgain = false;

  const say = (words) => {
    if (status) status.textContent = words;
  };

  async function save() {
    window.clearTimeout(timer);
    if (running) {
      changedAgain = true;
      return;
    }
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    running = fetch(form.dataset.autosave, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      credentials: "same-origin",
    })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((saved) => {
        const version = form.querySelector('input[name="version"]');
        if (version) version.value = saved.version;
        form.setAttribute("action", saved.edit_url);
        form.dataset.autosave = saved.autosave_url;
        if (window.location.pathname !== saved.edit_url) {
          window.history.replaceState(null, "", saved.edit_url);
        }
        say(saved.saved_at);
      })
      .catch(() => say(status ? status.dataset.failed : ""));
    await running;
    running = null;
    if (changedAgain) {
      changedAgain = false;
      await save();
    }
  }

  function later(event) {
    if (event.target.type === "password" || event.target.type === "file") return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 1000);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (!running) return;
    // The version in the form is about to change; press the button once it has.
    event.preventDefault();
    changedAgain = false;
    running.then(() => window.setTimeout(() => form.requestSubmit(event.submitter), 0));
  });
}

document.querySelectorAll("form[data-autosave]").forEach(autosave);

// One press, one post. The button is disabled after the form data has been read, so that its value is sent.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
  const buttons = event.target.querySelectorAll('button[type="submit"]:not([disabled])');
  window.setTimeout(() => {
    buttons.forEach((button) => {
      button.disabled = true;
      button.dataset.sent = "";
    });
  }, 0);
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[data-sent]").forEach((button) => {
    button.disabled = false;
    delete button.dataset.sent;
  });
});

// The acting-house select: choosing is enough.
document.querySelectorAll("select[data-submit-on-change]").forEach((select) => {
  const button = select.form.querySelector('button[type="submit"]');
  if (button) button.hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit());
});

// Ticking all rows of a page, or none; without this the same links ask the server.
document.querySelectorAll("a[data-tick]").forEach((link) => {
  link.addEventListener("click", (event) => {
    const boxes = link.closest("form").querySelectorAll('input[type="checkbox"]:not([disabled])');
    if (!boxes.length) return;
    event.preventDefault();
    boxes.forEach((box) => {
      box.checked = Boolean(link.dataset.tick);
    });
  });
});

// What is offered below a search box (asked for by htmx): arrows lead through it, Escape closes it.
document.querySelectorAll("input[data-suggest]").forEach((box) => {
  const panel = document.getElementById(box.dataset.suggest);
  const told = document.getElementById(`${panel.id}-told`);

  const close = () => {
    box.dispatchEvent(new Event("htmx:abort"));
    panel.replaceChildren();
    told.textContent = "";
  };

  // A late answer would take away the link that someone has just reached.
  panel.addEventListener("htmx:beforeSwap", (event) => {
    if (panel.contains(document.activeElement)) event.detail.shouldSwap = false;
  });
  panel.addEventListener("htmx:afterSwap", () => {
    if (!box.form.contains(document.activeElement)) close();
    told.textContent = panel.firstElementChild?.dataset.told ?? "";
  });
  box.addEventListener("htmx:responseError", close);
  box.addEventListener("htmx:sendError", close);
  box.form.addEventListener("keydown", (event) => {
    const links = [...panel.querySelectorAll("a")];
    if (!links.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      (links[links.indexOf(document.activeElement) + step] ?? box).focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      box.focus();
      close();
    }
  });
  box.form.addEventListener("focusout", (event) => {
    if (!box.form.contains(event.relatedTarget)) close();
  });
  // Some browsers do not focus what is pressed, and the press would close the panel before it counts.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
});

// Menus close on Escape and on a press elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// Print and copy. These buttons are drawn hidden and appear only where they work.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      if (button.dataset.copied) button.textContent = button.dataset.copied;
    });
  });
}

// What went wrong is read first.
document.querySelector(".error-summary")?.focus();
