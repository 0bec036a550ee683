/*
 * Unpacks the page's own script and style sheet, which stand beside it in base85 (playground/build/viewer.py), and adds them to
 * the document: the policy names the hash of each. It is written in old syntax, because it also says that a browser is too old.
 */
(function () {
  "use strict";
  var DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

  function say(sentence) {
    document.getElementById("app").textContent = sentence;
  }

  /* Five digits are four bytes. */
  function decoded(text) {
    var values = new Uint8Array(128);
    var bytes = new Uint8Array((text.length / 5) * 4);
    var view = new DataView(bytes.buffer);
    for (var d = 0; d < 85; d++) values[DIGITS.charCodeAt(d)] = d;
    for (var i = 0, at = 0; i < text.length; at += 4) {
      var value = 0;
      for (var n = 0; n < 5; n++) value = value * 85 + values[text.charCodeAt(i++)];
      view.setUint32(at, value);
    }
    return bytes;
  }

  function add(name, text) {
    var element = document.createElement(name);
    element.textContent = text;
    document.head.appendChild(element);
  }

  if (typeof DecompressionStream !== "function" || typeof Promise.withResolvers !== "function") {
    say("This browser is too old for this page: open it in a newer one.");
    return;
  }
  var block = document.getElementById("viewer");
  var packed = decoded(block.textContent).subarray(0, Number(block.dataset.bytes));
  new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")))
    .text()
    .then(function (text) {
      var end = text.indexOf("\0");
      add("style", text.slice(0, end));
      add("script", text.slice(end + 1));
    })
    .catch(function () {
      say("This page is damaged: copy or record it again.");
    });
})();
