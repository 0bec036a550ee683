/*
 * Says what happened where the page's own scripts do not come, or the browser is too old for them. It is written in
 * old syntax and imports nothing, because it has to run where nothing else does. Bytes that came damaged and may be
 * kept by the browser for a year are fetched anew, and the page is loaded once more.
 */
(function () {
  "use strict";
  var RELOADED = "playground.1.reloaded";
  var shown = false;
  var checking = false;

  function tooOld() {
    var hasSheets = false;
    try {
      hasSheets = Boolean(new CSSStyleSheet()) && "adoptedStyleSheets" in document;
    } catch (_) {}
    return (
      typeof Promise !== "function" ||
      typeof Promise.withResolvers !== "function" ||
      typeof Object.hasOwn !== "function" ||
      typeof fetch !== "function" ||
      !hasSheets
    );
  }

  /* Shows one sentence above everything else, with a button where trying again may help. */
  function show(sentence, canRetry) {
    if (shown) return;
    if (!document.body) {
      document.addEventListener("DOMContentLoaded", function () {
        show(sentence, canRetry);
      });
      return;
    }
    shown = true;
    var box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.style.cssText =
      "position:fixed;inset:0 0 auto;top:0;left:0;right:0;z-index:9999;padding:1rem;text-align:center;" +
      "font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText;border-bottom:1px solid";
    box.appendChild(document.createTextNode(sentence + " "));
    if (canRetry) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = "Try again";
      button.style.cssText = "font:inherit;padding:0.25rem 0.75rem";
      button.onclick = function () {
        location.reload();
      };
      box.appendChild(button);
    }
    document.body.appendChild(box);
    var waiting = document.querySelector("#app > .not-yet");
    if (waiting) waiting.parentNode.removeChild(waiting);
  }

  function hasStarted() {
    var app = document.getElementById("app");
    return app !== null && app.firstElementChild !== null && app.firstElementChild.className !== "not-yet";
  }

  /* All scripts and styles that the page names. */
  function elements() {
    return Array.prototype.slice.call(
      document.querySelectorAll("script[src], link[rel=modulepreload], link[rel=stylesheet]"),
    );
  }

  /* Fetches a file past the browser's cache; the promise is of what is wrong with it, or of "". */
  function problemWith(element) {
    var address = element.src || element.href;
    var name = address.slice(address.lastIndexOf("/") + 1);
    var kind = /\.css$/.test(name) ? "css" : "javascript";
    return fetch(address, { cache: "reload" }).then(
      function (response) {
        if (!response.ok) return name + " could not be loaded: the server answered " + response.status + ".";
        if ((response.headers.get("Content-Type") || "").indexOf(kind) < 0)
          return (
            "What came as " + name + " is something else: if your network asks you to log in, do so, then try again."
          );
        return response.text().then(
          function (text) {
            if (text === "") return name + " came without content.";
            /* Now it lies in the browser's cache. */
            return fetch(address, { integrity: element.integrity || "" }).then(
              function () {
                return "";
              },
              function () {
                return name + " came damaged.";
              },
            );
          },
          function () {
            return name + " broke off while it was loading.";
          },
        );
      },
      function () {
        return name + " could not be loaded: check the connection.";
      },
    );
  }

  /* Whether the page may load itself again: once, so that nobody's page loads for ever. */
  function mayReload() {
    try {
      if (sessionStorage.getItem(RELOADED)) return false;
      sessionStorage.setItem(RELOADED, "1");
      return true;
    } catch (_) {
      return false;
    }
  }

  function check(hasFailed) {
    if (checking || shown) return;
    checking = true;
    Promise.all(elements().map(problemWith)).then(function (problems) {
      checking = false;
      var first = problems.filter(Boolean)[0];
      if (first) show("The page is not whole. " + first + " What you wrote here before is kept.", true);
      else if (hasFailed && mayReload()) location.reload();
      else if (hasFailed) show("The page's scripts are here, but do not run. What you wrote here before is kept.", true);
    });
  }

  if (tooOld()) {
    show(
      "This browser is too old for this page: update it, or use Chrome or Edge 119, Firefox 121, Safari 17.4 or newer.",
      false,
    );
    return;
  }
  addEventListener(
    "error",
    function (event) {
      var element = event.target;
      var isStyle = element && element.tagName === "LINK" && element.rel === "stylesheet";
      var isScript = element && element.tagName === "SCRIPT";
      var isOwnError = element === window && /\/assets\//.test(event.filename || "");
      /* The styles of the document have a hash; those of later parts have not, and whoever loads such a part says so. */
      if ((isStyle && element.integrity) || ((isStyle || isScript || isOwnError) && !hasStarted())) check(true);
    },
    true,
  );
  /* An empty script fails without a word. */
  addEventListener("load", function () {
    setTimeout(function () {
      if (!hasStarted()) check(false);
      else
        try {
          sessionStorage.removeItem(RELOADED);
        } catch (_) {}
    }, 5000);
  });
})();
