/** The outside world of the commands. */
export interface OpsIo {
  fetch: typeof fetch;
  environment: Readonly<Record<string, string | undefined>>;
  /** Reads the key of a local `dev`, where there is one. */
  readLocalKey: () => string | undefined;
  readFile: (path: string) => string;
  sleep: (delayMs: number) => Promise<void>;
  out: NodeJS.WritableStream;
  /** Takes progress and failures, which are no part of the result. */
  err: NodeJS.WritableStream & { isTTY?: boolean };
}
