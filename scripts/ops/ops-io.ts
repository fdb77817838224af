/** What the commands reach the world by. */
export interface OpsIo {
  fetch: typeof fetch;
  environment: Readonly<Record<string, string | undefined>>;
  /** The key of a local `dev`, where there is one. */
  readLocalKey: () => string | undefined;
  readFile: (path: string) => string;
  sleep: (delayMs: number) => Promise<void>;
  out: NodeJS.WritableStream;
  /** For progress, which is no part of the result. */
  err: NodeJS.WritableStream & { isTTY?: boolean };
}
