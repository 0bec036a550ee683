/**
 * Which names stand for something secret: what they name is not shown, as the recorder does not keep it (SECRET_NAMES in
 * playground/py/calltrace/frozen.py; names of headers are added). Other tools write such values into their files.
 */
const SECRET = /passw(or)?d|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|authorization|cookie/i;

export const REDACTED = "redacted";

export function isSecret(name: string): boolean {
  return SECRET.test(name);
}
