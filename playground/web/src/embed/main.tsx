/** The entry of /embed: the page without its shelves, in somebody else's page. Python is fetched at the first Run. */
import { render } from "preact";
import { readyFor } from "../program/link-codec-lazy.ts";
import { Runtime } from "../runtime/client.ts";
import site from "../site.ts";
import { EmbedApp } from "./EmbedApp.tsx";
import { readWishes } from "./wishes.ts";

// Read before the address is kept in step with what is on the screen.
const wishes = readWishes(location.hash);
const runtime = new Runtime(site);
// There may be many of these in one page.
runtime.standby.disabled = true;
readyFor(location.hash).then(() =>
  render(<EmbedApp runtime={runtime} wishes={wishes} />, document.getElementById("app")!),
);
