/**
 * Brings what earlier versions of the page wrote into trace files up to date when a file is read, so that nothing else
 * has to know of it. Such files stay valid: validate.ts and the recorder's checker pass them as they are.
 */
import type { Columns } from "./columns.ts";
import { allValues, valuesFromArray } from "./values.ts";

/** What a file that was just read says, in today's form. */
export const fromEarlierFile = (columns: Columns): Columns => noPackageOutOfNone(countsOutOfResults(columns));

/**
 * Until 30 November 2026, "no package" was written as a package called "none". There is one: it is meant where the
 * recording has functions of it.
 */
function noPackageOutOfNone(columns: Columns): Columns {
  const { functions, recording } = columns;
  const { include } = recording;
  if (include.packages.length !== 1 || include.packages[0] !== "none") return columns;
  if (functions.some((info) => info.package === "none")) return columns;
  return { ...columns, recording: { ...recording, include: { ...include, libraries: false, packages: [] } } };
}

/** The runtime of a trace that was made from a profile, and the type of the values that held its call counts. */
const PROFILE = "cProfile";

/**
 * Before the column `calls.count` existed (until 30 November 2026), an entry of a profile had a made-up value as its
 * result, and that value's length was the number of calls that the entry stood for.
 */
function countsOutOfResults(columns: Columns): Columns {
  const { callCounts, environment, recording, result, values } = columns;
  if (callCounts || environment.runtime !== PROFILE) return columns;
  const snapshots = allValues(values);
  const made = snapshots.map(({ type }) => type === PROFILE);
  if (!result.some((index) => made[index])) return columns;
  const { remarks } = recording;
  return {
    ...columns,
    callCounts: result.map((index) => (made[index] ? (snapshots[index].length ?? 1) : 1)),
    result: result.map((index) => (made[index] ? -1 : index)),
    values: made.every(Boolean) ? valuesFromArray([]) : values,
    recording: {
      ...recording,
      ...(remarks && {
        remarks: remarks.map((remark) => remark.replace("its result says how many", "and says how many")),
      }),
    },
  };
}
