/** Copies a link when it appears, then says how long it is, what is in it and what is not. */
import { useEffect, useState } from "preact/hooks";
import { share } from "../session/share.ts";
import { formatCount } from "../text.ts";
import { PartUnavailable } from "../ui/load-part.ts";

export function ShareNote({ close }: { close(): void }) {
  const [link, setLink] = useState<Awaited<ReturnType<typeof share>>>(null);
  useEffect(() => {
    let unmounted = false;
    share().then(
      (made) => {
        if (unmounted) return;
        if (made) setLink(made);
        else close();
      },
      (error) => {
        close();
        // That a part of the page did not come has been said.
        if (!(error instanceof PartUnavailable)) throw error;
      },
    );
    return () => {
      unmounted = true;
    };
  }, []);
  if (!link) return null;
  return (
    <section class="popover share-note" aria-label="The link">
      <p>A link of {formatCount(link.address.length, "character")}. It holds:</p>
      <ul>
        {link.holds.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p class="muted">
        It does not hold the run, what was printed, or files that the program wrote. Whoever opens it sees the
        program and presses Run.
      </p>
    </section>
  );
}
