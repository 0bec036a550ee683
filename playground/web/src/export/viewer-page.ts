/** The page that a run is written into, from the site; it is fetched when a run is saved in one. */
import site from "../site.ts";

/** @throws Error where it does not come. */
export async function viewerPage(): Promise<string> {
  const response = await fetch(site.viewer).catch(() => null);
  if (!response?.ok) throw new Error("the viewer did not come: check the connection, or reload the page");
  return response.text();
}
