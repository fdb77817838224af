/** What a shell learns of a command that did not do what it was asked for. */
export const EXIT_CODES = {
  /** The API refused it, or something failed. */
  failed: 1,
  /** The command itself is wrong. */
  usage: 2,
  /** It was done, and not all of it came to a good end. */
  incomplete: 3,
} as const;

/** Ends the command, in words for the operator. */
export class OpsFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_CODES.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
