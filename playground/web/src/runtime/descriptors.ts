/**
 * The descriptors 0, 1 and 2 of Pyodide. What C code or `os.write` writes there is kept until Python takes it, which is
 * as soon as it writes or waits itself: Python cannot be called in the middle of a write.
 */
import type { PyodideInterface } from "pyodide";
import type { PyBuffer } from "pyodide/ffi";

/** Bytes: far more than the page keeps of a program's output. */
const MAX_KEPT_BYTES = 8_000_000;

type Written = [descriptor: 1 | 2, bytes: Uint8Array];

export interface Device {
  /** The flag (a bytearray of Python) has its byte set to 1 as soon as there is something to take. */
  watch(flag: PyBuffer): void;
  take(): Written[];
}

export function connectDescriptors(pyodide: PyodideInterface): Device {
  const memory = (pyodide as unknown as { _module: { HEAPU8: Uint8Array } })._module;
  let flagAddress = 0;
  let written: Written[] = [];
  let bytes = 0;
  let omitted = 0;
  const writer = (descriptor: 1 | 2) => ({
    write(data: Uint8Array): number {
      if (bytes + data.length > MAX_KEPT_BYTES) omitted += data.length;
      else written.push([descriptor, data.slice()]);
      bytes += data.length;
      // The view of the memory is another one after the memory has grown.
      if (flagAddress > 0) memory.HEAPU8[flagAddress] = 1;
      return data.length;
    },
  });
  pyodide.setStdout(writer(1));
  pyodide.setStderr(writer(2));
  // Lines come from a person, whom only Python code can wait for: see devices.py.
  pyodide.setStdin({ stdin: () => null });
  return {
    watch(flag) {
      const view = flag.getBuffer();
      flagAddress = view.data.byteOffset;
      view.release();
    },
    take() {
      const taken = written;
      if (omitted > 0)
        taken.push([2, new TextEncoder().encode(`\n… ${omitted} bytes are left out here …\n`)]);
      written = [];
      bytes = omitted = 0;
      return taken;
    },
  };
}
