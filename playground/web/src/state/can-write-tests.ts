/** Whether tests can be written from a run: a page of its own has no Python, and another module in place of this. */
export const canWriteTests: boolean = true;
