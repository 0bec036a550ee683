/** In a page of its own no tests are written: there is no tab for them, and no menu asks for them. */
export const canWriteTests: boolean = false;

export const TestsView = () => null;
export function askForTests(): void {}
export function saveTests(): void {}
