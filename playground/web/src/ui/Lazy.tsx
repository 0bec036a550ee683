/** A part of the page whose code is loaded when it is first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { notify } from "./notices.ts";

interface LazyProps<Props> {
  load(): Promise<ComponentType<Props>>;
  /** What the part is given. */
  props?: Props;
}

export function Lazy<Props extends object = object>({ load, props }: LazyProps<Props>) {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => notify("A part of the page could not be loaded: is the connection gone?", "error"),
    );
  }, []);
  return Part && <Part {...(props as Props)} />;
}
