/**
 * Takes the place of what a page of its own has no use for, since it runs nothing: tests, Live, the app's browser, the
 * fields for input, and a second run that looks closer.
 */
import type { Found } from "../session/run-again.ts";

export const canWriteTests: boolean = false;
export function askForTests(): void {}
export function saveTests(): void {}

const Nothing = () => null;

export { Nothing as Browser, Nothing as Inputs, Nothing as Live, Nothing as Question, Nothing as TestsView };

/** The lines of a call are shown where the trace holds them. */
export const canRunAgain = (): boolean => false;
export const knowsLines = (): boolean => false;
export const linesOfCall = async (): Promise<Found> => ({ problem: "This page runs no programs." });
