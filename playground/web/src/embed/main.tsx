/**
 * The entry point of /embed: a smaller page in a frame of somebody else's page. Python is only loaded at the first
 * Run.
 */
import { render } from "preact";
import { loadTextsFor } from "../program/example-texts.ts";
import { loadCodecFor } from "../program/link-codec-lazy.ts";
import { Runtime } from "../runtime/client.ts";
import site from "../site.ts";
import { ignoreComposing } from "../ui/key-names.ts";
import { EmbedApp } from "./EmbedApp.tsx";
import { readEmbedOptions } from "./options.ts";

// Read first, because the session then overwrites the address with what is on the screen.
const options = readEmbedOptions(location.hash);
const runtime = new Runtime(site);
// A document may contain many such frames.
runtime.standby.disabled = true;
ignoreComposing();
const show = () => {
  const place = document.getElementById("app")!;
  place.replaceChildren();
  render(<EmbedApp runtime={runtime} options={options} />, place);
};
Promise.all([loadCodecFor(location.hash), loadTextsFor(location.hash)]).then(show, show);
