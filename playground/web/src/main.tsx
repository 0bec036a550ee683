/** The page's entry: Python starts loading first, in its own thread; then the page draws itself. */
import { render } from "preact";
import { App } from "./app/App.tsx";
import { startOfflineSupport } from "./offline/start.ts";
import { loadCodecFor } from "./program/link-codec-lazy.ts";
import { Runtime } from "./runtime/client.ts";
import site from "./site.ts";

const runtime = new Runtime(site);
runtime.start();
loadCodecFor(location.hash).then(() => render(<App runtime={runtime} />, document.getElementById("app")!));
startOfflineSupport(runtime);
