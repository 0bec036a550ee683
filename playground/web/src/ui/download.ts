/**
 * Offers the user a file to save. For a while the file has an address on this origin, and it may contain whatever a
 * program wrote into it: with this media type, no browser displays it or runs a script in it.
 */
export function download(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content.slice(0, content.size, "application/octet-stream"));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
