/** Takes the place of export/viewer-page.ts in a page of its own, which is itself what another run can be written into. */

/** This page as it came, without its run. */
export async function viewerPage(): Promise<string> {
  const page = document.documentElement.cloneNode(true) as HTMLElement;
  // What the loader and this script have added since.
  for (const added of page.querySelectorAll("head > :is(style, script), meta[name=calltrace-view], .paper"))
    added.remove();
  page.querySelector("#app")?.replaceChildren();
  page.querySelector("title")!.textContent = "A recorded run · calltrace";
  page.querySelector("body > script:not([type])")!.before(document.createComment("run"));
  return `<!doctype html>\n${page.outerHTML}\n`;
}
