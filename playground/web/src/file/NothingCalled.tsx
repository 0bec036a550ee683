/**
 * Takes the place of app/details/NothingCalled.tsx in a page of its own, which advises on no program because it runs none.
 */
import { Section } from "../app/details/Section.tsx";

const TITLE = "This program called nothing of its own";
const TEXT = "Its own functions were defined, or there are none, and none of them was called.";

/** In place of the picture. */
export const NothingCalled = () => (
  <div class="empty">
    <h2>{TITLE}</h2>
    <p>{TEXT}</p>
  </div>
);

/** In Details, where the picture does not say it. */
export const NothingCalledNote = () => (
  <Section title={TITLE}>
    <p class="muted">{TEXT}</p>
  </Section>
);
