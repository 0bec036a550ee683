/** The page's entry. It starts loading Python first, in a worker, and renders the page meanwhile. */
import { render } from "preact";
import { App } from "./app/App.tsx";
import { startOfflineSupport } from "./offline/start.ts";
import { loadTextsFor } from "./program/example-texts.ts";
import { loadCodecFor } from "./program/link-codec-lazy.ts";
import { Runtime } from "./runtime/client.ts";
import site from "./site.ts";
import { ignoreComposing } from "./ui/key-names.ts";

const runtime = new Runtime(site);
runtime.start();
ignoreComposing();
const show = () => {
  const place = document.getElementById("app")!;
  place.replaceChildren();
  render(<App runtime={runtime} />, place);
};
// Where the code that reads links does not come, the page says so and is there all the same.
Promise.all([loadCodecFor(location.hash), loadTextsFor(location.hash)]).then(show, show);
startOfflineSupport(runtime);
