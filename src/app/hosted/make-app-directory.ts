// The directory in which the App keeps everything: made on first use, and its owner's alone.
import { access, chmod, constants } from "node:fs/promises";
import { YardmasterError } from "../../core/errors.ts";
import { makeDirectory } from "../../std/make-directory.ts";
import { claimDirectory } from "../claim-directory.ts";

/** @throws app.data-directory */
export async function makeAppDirectory(directory: string): Promise<void> {
  try {
    await makeDirectory(directory, 0o700);
    await claimDirectory(directory, null);
    await chmod(directory, 0o700);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (cause instanceof YardmasterError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new YardmasterError("app.data-directory", `making the data directory ${directory} ready: ${code}`, {
      cause,
      hint: "choose another with YARDMASTER_DATA_DIR",
    });
  }
}
