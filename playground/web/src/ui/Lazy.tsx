/** A part of the page whose code is loaded when it is first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { notify } from "./notices.ts";

interface Props {
  load(): Promise<ComponentType>;
}

export function Lazy({ load }: Props) {
  const [Part, setPart] = useState<ComponentType | null>(null);
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => notify("A part of the page could not be loaded: is the connection gone?", "error"),
    );
  }, []);
  return Part && <Part />;
}
