/** The code that reads a file, once it has come. @throws Error with one sentence. */
export async function loadedForReading<Module>(module: Promise<Module>): Promise<Module> {
  try {
    return await module;
  } catch {
    throw new Error(
      "The part of this page that reads such files could not be loaded: check the connection, then open the file again.",
    );
  }
}
