/** The page's entry. It starts loading Python first, in a worker, and renders the page meanwhile. */
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
