/**
 * Hands the person a file to save. It has an address on this origin for a while, and may hold whatever a program wrote
 * into it: of this type, no browser shows it or runs a script in it.
 */
export function download(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content.slice(0, content.size, "application/octet-stream"));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
