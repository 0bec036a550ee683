/** Takes the place of site.ts in a page of its own, which belongs to no site: there are no examples and no Python. */
import type site from "../site.ts";

export default { examples: [] } as unknown as typeof site;
