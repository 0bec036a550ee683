/** A part of the page whose code is loaded when it is first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { loadPart } from "./load-part.ts";

interface LazyProps<Props> {
  load(): Promise<ComponentType<Props>>;
  /** What the part is given. */
  props?: Props;
}

export function Lazy<Props extends object = object>({ load, props }: LazyProps<Props>) {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    let unmounted = false;
    const begin = () => {
      loadPart(load, begin).then(
        (part) => unmounted || setPart(() => part),
        () => {},
      );
    };
    begin();
    return () => {
      unmounted = true;
    };
  }, []);
  return Part && <Part {...(props as Props)} />;
}
